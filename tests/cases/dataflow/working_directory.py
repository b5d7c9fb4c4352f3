# %%
import os
import pandas as pd
os.chdir("data")
df = pd.read_csv("a.csv")

# expect: 2 mutates cwd
# expect: 3 depends 1, 2
