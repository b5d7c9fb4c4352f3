import pandas as pd
from sklearn.preprocessing import LabelEncoder

df = pd.DataFrame({"city": ["Rome", "Bonn", "Rome"], "rooms": [1, 2, 3]})
df.loc[:, "city"] = LabelEncoder().fit_transform(df["city"])
df.iloc[:, 1] = df["rooms"].map({1: "a", 2: "b", 3: "c"})
assert df["city"].dtype.kind == "i"
assert df["rooms"].tolist() == ["a", "b", "c"]
