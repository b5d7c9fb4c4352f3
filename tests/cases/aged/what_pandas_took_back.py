import pandas as pd

df = pd.DataFrame({"d": pd.date_range("2020-01-06", periods=4), "x": [1, 2, 3, 4], "t": list("abab")})
assert df["d"].dt.week.tolist() == [2, 2, 2, 2]
assert df.d.dt.weekofyear.max() == 2
assert df.isnull().any(1).sum() == 0
assert df["t"].convert_objects(convert_numeric=True).isna().all()
assert df[["x"]].pad().equals(df[["x"]])
assert pd.rolling_sum(df["x"], 2).iloc[-1] == 7
df.set_value(3, "x", 5)
assert df["x"].tolist() == [1, 2, 3, 5]
df.set_value(3, "x", 4)
assert df.get_dtype_counts().sum() == 3
for rows in [[0, 1]]:
    part = df.loc[rows]
rest = part.drop("d", axis=1)
assert rest.median()["x"] == 1.5
