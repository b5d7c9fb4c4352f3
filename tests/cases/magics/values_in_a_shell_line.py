path = "a"
!cat {path} $path/b $HOME ${path}x

# expect:
import subprocess
path = "a"
subprocess.run(f"cat {path} {path}/b $HOME ${path}x", shell=True, check=False)
