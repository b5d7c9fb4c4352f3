# %%
import pandas as pd
df = pd.read_csv("present.csv")
df.fillna(0, inplace=True)
df["a"] = df["a"].fillna(0)
a = df["a"].copy()
a.fillna(0, inplace=True)

# expect:
