import pandas as pd

df = pd.DataFrame({"smoker": ["yes", "no", "yes"], "sex": ["f", "m", "m"]})
df["smoker"] = df["smoker"].replace({"yes": 1, "no": 0})
df["sex"].replace(["f", "m"], [0, 1], inplace=True)
sizes = {"s": 1, "m": 2}
df = pd.DataFrame({"size": ["s", "m"], "n": [1, 2]}).replace({"size": sizes}).join(df)
assert df["size"].dtype.kind == "i"
assert df["smoker"].dtype.kind == df["sex"].dtype.kind == "i"
