# %%
from sklearn.ensemble import RandomForestClassifier
m = RandomForestClassifier()
m.fit([[1], [2]], [0, 1])

# expect: 2 mutates m, rng:numpy
