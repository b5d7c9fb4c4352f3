import pandas as pd
from sklearn.model_selection import train_test_split

df = pd.DataFrame({"x": range(8), "y": [0, 1] * 4})
train, test, train_y, test_y = train_test_split(df[["x"]], df["y"], random_state=0)
assert len(test_y.ravel()) == 2
