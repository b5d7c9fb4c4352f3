# %%
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.neighbors import KNeighborsRegressor
grid = GridSearchCV(KNeighborsRegressor(), {"p": [1, 2]})
grid.fit(X, y)
search = RandomizedSearchCV(KNeighborsRegressor(), {"p": [1, 2]}, n_iter=1)
search.fit(X, y)
print(grid.best_score_, search.best_score_)

# expect:
# 1:6
