# %%
from sklearn.linear_model import LogisticRegression

model = LogisticRegression().fit([[0], [1]], [0, 1])
proba = model.predict_proba([[0], [1]])[:, 1]
threshold = 0.8

# %%
print((proba > threshold).mean())
print(model.predict_proba([[1]])[:, 1] >= 0.3)

# expect:
# 2:1
# 2:2
