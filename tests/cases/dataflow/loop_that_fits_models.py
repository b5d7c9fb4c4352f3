# %%
from sklearn.linear_model import Ridge, Lasso
from sklearn.metrics import r2_score
X = [[1.0], [2.0]]
y = [1, 2]
models = {"ridge": Ridge(), "lasso": Lasso()}
for name, m in models.items():
    m.fit(X, y)
    print(name, r2_score(y, m.predict(X)))

# expect: 5 role train
# expect: 5 reads X, models, r2_score, rng:numpy, y
