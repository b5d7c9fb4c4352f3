import pandas as pd

data = pd.read_csv("a.csv")
data.sort_values("x")
data.drop_duplicates().shape
data.drop(columns="y", inplace=True)
data = data.dropna()
# expect: 2 role look
# expect: 3 role look
# expect: 4 role clean
# expect: 5 role clean
