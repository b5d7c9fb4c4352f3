# %%
import pandas as pd
df = pd.read_csv("present.csv")
df["a"][df["a"] < 0] = 0
df.a[0] = 1
df["a"].iloc[0] += 1
df[df["a"] > 1]["b"] = 2

# expect:
# 1:3
# 1:4
# 1:5
# 1:6
