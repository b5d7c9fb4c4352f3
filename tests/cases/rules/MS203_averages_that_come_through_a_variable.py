# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
means = df.groupby("a")["b"].mean().to_dict()
df["rate"] = df["a"].map(means)
# %%
spread = df.groupby("a").agg(low=("b", "min")).reset_index()
df = df.merge(spread, on="a")
# %%
for name in ["c", "d"]:
    by_name = df.groupby(name)[["b"]].mean()
    df = df.join(by_name, on=name, rsuffix=f"_{name}")
# %%
X = df.drop(columns=["b"])
y = df["b"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

# expect:
# 1:5
# 2:2
# 3:3
