# %%
import pandas as pd
df = pd.read_csv("present.csv")
total = df["a"].sum()
df.to_csv("made.csv")
df.drop_duplicates(inplace=True)
print(total)
# %%
df.head()

# expect:
