!awk '{print $1}' a.csv
!echo {a,b}

# expect:
import subprocess
subprocess.run("awk '{print $1}' a.csv", shell=True, check=False)
subprocess.run("echo {a,b}", shell=True, check=False)
