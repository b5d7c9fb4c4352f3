!for f in *.csv; do head $f; done
!echo 'it

# expect:
import subprocess
subprocess.run("for f in *.csv; do head $f; done", shell=True, check=False)
subprocess.run("echo 'it", shell=True, check=False)
