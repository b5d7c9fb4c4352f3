# %%
from sklearn.linear_model import LogisticRegression
m = LogisticRegression()
m.fit([[1], [2]], [0, 1])

# expect: 2 mutates m
