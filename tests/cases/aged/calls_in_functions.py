import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix
from sklearn.tree import DecisionTreeRegressor


def check(truth, guess):
    return confusion_matrix(truth, guess, [1, 0])


def fit(X, y):
    tree = DecisionTreeRegressor(criterion="mse", presort=False)
    return tree.fit(X, y)


def parts(frame):
    return frame.effects.str.split(",", 1).tolist()


assert check([1, 1, 0], [1, 0, 0]).tolist() == [[1, 1], [0, 1]]
assert fit(np.arange(4.0).reshape(-1, 1), [0, 0, 1, 1]).criterion == "squared_error"
assert parts(pd.DataFrame({"effects": ["a,b,c"]})) == [["a", "b,c"]]

strains = pd.DataFrame({"effects": ["a,b,c"]}).copy()
assert strains.effects.str.split(",", 1).tolist() == [["a", "b,c"]]
