%system ls
%sx pip install shap
x = %sx ls
!!pwd

# expect:
# pin: shap
import subprocess
subprocess.run("ls", shell=True, check=False)
x = subprocess.run("ls", shell=True, check=False, capture_output=True, text=True).stdout.splitlines()
subprocess.run("pwd", shell=True, check=False)
