# %%
from sklearn.linear_model import LogisticRegression

model = LogisticRegression().fit([[0], [1]], [0, 1])
proba = model.predict_proba([[0], [1]])[:, 1]
print((proba > 0.5).mean())
for threshold in [0.2, 0.5, 0.8]:
    print(threshold, (proba > threshold).mean())
share = 0.8
print(len(proba) > share)

# expect:
