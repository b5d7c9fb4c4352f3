import pandas as pd

df = pd.DataFrame({"smoker": ["yes", "no", "yes"], "sex": ["f", "m", "m"]})
df["smoker"] = df["smoker"].replace({"yes": 1, "no": 0})
df["sex"].replace(["f", "m"], [0, 1], inplace=True)
assert df["smoker"].dtype.kind == df["sex"].dtype.kind == "i"
