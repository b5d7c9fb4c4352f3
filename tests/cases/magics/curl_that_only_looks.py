!curl localhost:80

# expect:
import subprocess
subprocess.run("curl localhost:80", shell=True, check=False)
