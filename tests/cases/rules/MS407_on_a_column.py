# %%
import pandas as pd
df = pd.read_csv("present.csv")
df["a"].fillna(0, inplace=True)
df.a.replace({1: 2}, inplace=True)

# expect:
# 1:3
# 1:4
