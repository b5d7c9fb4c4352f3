# %%
from sklearn.linear_model import Ridge
X = [[1], [2]]
y = [1, 2]
model = Ridge(random_state=0)
model.fit(X, y)
model.predict(X)

# expect: 4 reads X, model, y
# expect: 4 mutates model
# expect: 5 depends 1, 4
# expect: 4 role train
# expect: type 3 model sklearn.linear_model.Ridge
