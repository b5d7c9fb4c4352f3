import matplotlib

matplotlib.use("Agg")
import pandas as pd
import seaborn as sns

df = pd.DataFrame({"kind": ["a", "b", "a"], "size": [1.0, 2.0, 3.0]})
ax = sns.boxplot(x=["size"], data=df)
assert ax.get_xlabel() == "size"
sns.jointplot(x="size", y="size", data=df, kind="regplot")
for name in ["size"]:
    sns.boxplot(data=df, x=[name])
