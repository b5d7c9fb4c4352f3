!DEBIAN_FRONTEND=noninteractive sudo -H apt-get -qq install x
!CUDA=0 python a.py

# expect:
# need: DEBIAN_FRONTEND=noninteractive sudo -H apt-get -qq install x
# finding: MS003
import subprocess
subprocess.run("CUDA=0 python a.py", shell=True, check=False)
