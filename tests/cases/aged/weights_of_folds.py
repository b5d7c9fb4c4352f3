from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeClassifier

rows, target = make_classification(30, random_state=0)
tree = DecisionTreeClassifier(random_state=0)
search = GridSearchCV(tree, {"max_depth": [1, 2]}, cv=3, iid=False).fit(rows, target)
assert set(search.best_params_) == {"max_depth"}
