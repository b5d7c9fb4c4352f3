# %%
import pandas as pd
df = pd.read_csv("present.csv")
df["a"].fillna(0, inplace=True)
df.a.replace({1: 2}, inplace=True)

# expect:
# 0:3
# 0:4
