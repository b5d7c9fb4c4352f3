import numpy as np
from sklearn.cross_validation import KFold, StratifiedKFold, cross_val_score
from sklearn.linear_model import LinearRegression

X = np.arange(12.0).reshape(-1, 1)
y = np.array([0, 1] * 6)
folds = KFold(len(X), n_folds=3)
tested = [test.tolist() for _, test in folds]
assert tested == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
assert len(KFold(n=12, n_folds=4, shuffle=True, random_state=0)) == 4
assert all(y[test].sum() == 2 for _, test in StratifiedKFold(y, n_folds=3))
scores = cross_val_score(LinearRegression(), X, X[:, 0], cv=folds, scoring="mean_squared_error")
assert scores.shape == (3,)
assert scores.tolist() == cross_val_score(
    LinearRegression(), X, X[:, 0], cv=KFold(12, n_folds=3, random_state=7),
    scoring="mean_squared_error",
).tolist()
