# %%
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_val_score
from sklearn.tree import DecisionTreeRegressor
def rate(model):
    return cross_val_score(model, [[1], [2]], [0, 1], cv=2).mean()
line = rate(LinearRegression())
tree = rate(DecisionTreeRegressor())

# expect: 4 mutates
# expect: 5 mutates rng:numpy
