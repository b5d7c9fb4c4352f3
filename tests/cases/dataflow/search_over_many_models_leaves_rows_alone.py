# %%
import numpy as np
from sklearn.linear_model import Lasso, LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeRegressor
rows = np.zeros((9, 2))
def best(rows, target):
    models = {
        "line": {"model": LinearRegression(), "tried": {"fit_intercept": [True, False]}},
        "lasso": {"model": Lasso(), "tried": {"alpha": [1, 2]}},
        "tree": {"model": DecisionTreeRegressor(), "tried": {"max_depth": [1, 2]}},
        "near": {"model": KNeighborsRegressor(), "tried": {"n_neighbors": [1, 2]}},
    }
    found = []
    for name, each in models.items():
        search = GridSearchCV(each["model"], each["tried"], cv=3)
        search.fit(rows, target)
        found.append({"model": name, "score": search.best_score_})
    return found
best(rows, rows[:, 0])

# expect: 7 mutates rng:numpy
# expect: 7 role tune
