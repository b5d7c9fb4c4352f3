%run prepare.py
x = 1

# expect:
# finding: MS009
import subprocess
import sys
subprocess.run([sys.executable, "prepare.py"], check=False)
x = 1
