# %%
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
model = LogisticRegression(C=2).fit([[1], [2]], [0, 1])
other = SVC().fit([[1], [2]], [0, 1])

# expect:
