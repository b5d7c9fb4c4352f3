x = 1
!echo } {x}
!echo {x!r} $x.real $$x

# expect:
import subprocess
x = 1
subprocess.run("echo } {x}", shell=True, check=False)
subprocess.run(f"echo {x!r} {x.real} $$x", shell=True, check=False)
