# %%
import pandas as pd
df = pd.read_csv("calls.csv")
long = df["minutes"] > 10
others = df[~long]
named = df[df["name"].notna() & (df["name"] != "nobody")]
named["minutes"] = 0
df

# expect: type 2 long pandas.Series
# expect: type 3 others pandas.DataFrame
# expect: type 4 named pandas.DataFrame
# expect: 5 mutates named
# expect: slice 6 = 0, 1, 6
