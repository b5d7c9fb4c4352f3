# %%
import pandas as pd
df = pd.read_csv("present.csv")
total = df["a"].sum()
# %%
df.head()

# expect:
# 1:3
