!python train.py \
    --epochs 3 \
    --fast
x = 1

# expect:
import subprocess
subprocess.run("python train.py --epochs 3 --fast", shell=True, check=False)
x = 1
