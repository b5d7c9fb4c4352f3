import pandas as pd

df = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6], "c": [7, 8, 9]})
assert df.ix[0, 1] == 4
assert df.ix[:, 1:].columns.tolist() == ["b", "c"]
assert df.ix[0:1, [0, 2]].values.tolist() == [[1, 7], [2, 8]]
assert df.ix[df.a > 1, -1].tolist() == [8, 9]
assert df.ix[1, "b"] == 5
assert df.ix[0:1, "a"].tolist() == [1, 2]
df.ix[0, 2] = 70
assert df["c"].tolist() == [70, 8, 9]
