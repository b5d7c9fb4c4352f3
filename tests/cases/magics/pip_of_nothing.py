!pip
!pip --version
!python -m pip list
!conda list
!conda env create -f a.yml

# expect:
import subprocess
subprocess.run("pip", shell=True, check=False)
subprocess.run("pip --version", shell=True, check=False)
subprocess.run("python -m pip list", shell=True, check=False)
subprocess.run("conda list", shell=True, check=False)
