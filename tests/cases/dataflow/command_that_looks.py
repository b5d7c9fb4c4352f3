# %%
import subprocess
import pandas as pd
subprocess.run("head -3 a.csv | wc -l 2>/dev/null", shell=True, check=False)
df = pd.read_csv("a.csv")

# expect: 2 reads file:*, subprocess
# expect: 2 defines
# expect: slice 3 = 1, 3
