%run prepare.py
x = 1

# expect:
import subprocess
import sys
subprocess.run([sys.executable, "prepare.py"], check=False)
x = 1
