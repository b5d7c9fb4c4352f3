%run prepare.py --fast a

# expect:
import subprocess
import sys
subprocess.run([sys.executable, "prepare.py", "--fast", "a"], check=False)
