# %%
import pandas as pd
df = pd.read_csv("present.csv")
df.loc[df["a"] < 0, "a"] = 0
df["a"] = 1
table = {"a": {}}
table["a"]["b"] = 2

# expect:
