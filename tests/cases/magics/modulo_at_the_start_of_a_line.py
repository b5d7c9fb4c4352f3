x = (a
% b)
y = '%d' \
% 3
!ls

# expect:
import subprocess
x = (a
% b)
y = '%d' \
% 3
subprocess.run("ls", shell=True, check=False)
