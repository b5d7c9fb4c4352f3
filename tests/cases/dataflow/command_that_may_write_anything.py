# %%
import subprocess
import pandas as pd
subprocess.run("python make.py > log.txt", shell=True, check=False)
df = pd.read_csv("a.csv")

# expect: slice 3 = 0, 1, 2, 3
