# %%
from sklearn.model_selection import train_test_split
X = [[1], [2]]
a, b = train_test_split(X)
c, d = train_test_split(X, random_state=1)

# expect: 2 mutates rng:numpy
# expect: 3 mutates
# expect: 2 role split
