%%python3
print(1)
# %%
%%sh
ls
# %%
%%script bash
pwd

# expect:
import subprocess
import sys
subprocess.run([sys.executable, "-c", "print(1)"], check=True)
subprocess.run(["sh", "-c", "ls"], check=True)
subprocess.run(["bash", "-c", "pwd"], check=True)
