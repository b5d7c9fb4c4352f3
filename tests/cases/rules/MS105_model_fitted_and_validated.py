# %%
from sklearn.tree import DecisionTreeRegressor
from sklearn.model_selection import cross_val_score
tree = DecisionTreeRegressor(max_depth=2)
tree.fit(X, y)
print(cross_val_score(tree, X, y))

# expect:
# 1:4
