d = {}
!dot {d["a"]} {d['b']}

# expect:
import subprocess
d = {}
subprocess.run("dot " + str(d["a"]) + " " + str(d['b']), shell=True, check=False)
