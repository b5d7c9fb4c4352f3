# %%
import pandas as pd
present = pd.read_csv("present.csv")
df = pd.read_csv("not_here.csv")

# expect:
# 1:3
