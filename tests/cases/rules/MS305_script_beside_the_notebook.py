# %%
!ls data.csv
!python prepare.py --out clean.csv
import pandas as pd
df = pd.read_csv("clean.csv")
# %%
import os
os.system("unzip data/archive.zip")

# expect:
# 1:2
# 2:2
