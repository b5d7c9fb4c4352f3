# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
df["a"] = df["a"].fillna(df["a"].median())
df["c"] = df.groupby("b")["a"].transform(lambda a: a.fillna(a.median()))
train, test = train_test_split(df, random_state=0)

# expect:
# 1:4
