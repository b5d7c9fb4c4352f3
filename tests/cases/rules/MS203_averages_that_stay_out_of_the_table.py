# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
means = df.groupby("a")["b"].mean()
print(means)
means = {"x": 1, "z": 2}
df["code"] = df["a"].map(means)
df["rows"] = df.groupby("a")["b"].transform("count")
df["before"] = df.groupby("a")["b"].shift(1)
others = df.groupby("a")["c"].mean()
df["other"] = df["a"].map(others)
X = df.drop(columns=["b"])
y = df["b"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

# expect:
