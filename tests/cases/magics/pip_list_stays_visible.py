!pip list

# expect:
import subprocess
subprocess.run("pip list", shell=True, check=False)
