import pandas as pd

df = pd.DataFrame({"sex": ["male", "female", "male"], "age": [22, 38, 26]})
df.loc[df["sex"] == "male", "sex"] = 0
df.loc[df["sex"] == "female", "sex"] = 1
assert df["sex"].tolist() == [0, 1, 0]
