# %%
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
neighbors = make_pipeline(StandardScaler(), KNeighborsClassifier())
tree = make_pipeline(StandardScaler(), DecisionTreeClassifier())
GridSearchCV(neighbors, {"kneighborsclassifier__n_neighbors": [1, 2]}).fit([[1], [2]], [0, 1])
GridSearchCV(tree, {"decisiontreeclassifier__max_depth": [1, 2]}).fit([[1], [2]], [0, 1])
RandomizedSearchCV(neighbors, {"kneighborsclassifier__p": [1, 2]}, n_iter=1).fit([[1]], [0])

# expect: 7 mutates neighbors
# expect: 8 mutates rng:numpy, tree
# expect: 9 mutates neighbors, rng:numpy
