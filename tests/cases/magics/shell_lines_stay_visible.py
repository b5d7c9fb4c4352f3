!ls -l data
! head "a b.csv"
%ls person*

# expect:
import subprocess
subprocess.run("ls -l data", shell=True, check=False)
subprocess.run('head "a b.csv"', shell=True, check=False)
subprocess.run("ls person*", shell=True, check=False)
