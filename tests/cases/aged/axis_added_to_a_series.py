import numpy as np
import pandas as pd

df = pd.DataFrame({"rooms": [1.0, 2.0], "price": [3.0, 4.0]})
x = df["rooms"]
assert x[:, np.newaxis].shape == (2, 1)
assert df["price"].ravel().tolist() == [3.0, 4.0]
