!ls
# %%
!pwd

# expect:
import subprocess
subprocess.run("ls", shell=True, check=False)
subprocess.run("pwd", shell=True, check=False)
