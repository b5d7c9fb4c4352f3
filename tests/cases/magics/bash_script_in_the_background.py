%%bash --bg
serve

# expect:
import subprocess
subprocess.Popen(["bash", "-c", "serve"])
