# %%
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_score
from sklearn.tree import DecisionTreeClassifier
quiet = cross_val_score(LogisticRegression(), [[1], [2]], [0, 1], cv=KFold(2))
drawing = cross_val_score(DecisionTreeClassifier(), [[1], [2]], [0, 1], cv=2)
shuffled = cross_val_score(LogisticRegression(), [[1], [2]], [0, 1], cv=KFold(2, shuffle=True))

# expect: 3 mutates
# expect: 4 mutates rng:numpy
# expect: 5 mutates rng:numpy
