files = !ls data
print(files)

# expect:
# shown: print(files)
import subprocess
files = subprocess.run("ls data", shell=True, check=False, capture_output=True, text=True).stdout.splitlines()
print(files)
