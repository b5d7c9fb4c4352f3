# %%
from sklearn.linear_model import LogisticRegression
model = LogisticRegression(solver="saga")
model.fit([[1], [2]], [0, 1])

# expect:
# 1:3
