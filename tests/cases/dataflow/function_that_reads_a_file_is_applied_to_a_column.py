# %%
import pandas as pd
df = pd.read_csv("letters.csv")
def count_rows(name):
    return len(pd.read_csv(name))
df["rows"] = df["name"].map(count_rows)

# expect: 3 role features
