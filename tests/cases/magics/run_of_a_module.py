%run -m pkg.train

# expect:
import subprocess
import sys
subprocess.run([sys.executable, "-m", "pkg.train"], check=False)
