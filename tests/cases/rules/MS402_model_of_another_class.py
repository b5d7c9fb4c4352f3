# %%
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
model = LogisticRegression()
model.fit([[1], [2]], [0, 1])
# %%
model = KNeighborsClassifier()
model.fit([[1], [2]], [0, 1])

# expect:
# 2:1
