import pandas as pd

df = pd.DataFrame({"a": [1, 2], "b": [3, 4], "c": ["x", "y"]})
assert df.as_matrix(columns=["b", "a"]).tolist() == [[3, 1], [4, 2]]
assert list(df.corr().columns) == ["a", "b"]
