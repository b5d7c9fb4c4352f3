# %%
from sklearn.ensemble import RandomForestClassifier
m = RandomForestClassifier(random_state=0)
m.fit([[1], [2]], [0, 1])

# expect: 2 mutates m
# expect: 2 reads m
