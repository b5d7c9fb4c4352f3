# %%
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.svm import SVR
rows = np.zeros((9, 2))
target = np.zeros(9)
models = {"ridge": Ridge(), "svr": SVR()}
for name, model in models.items():
    model.fit(rows, target)

# expect: 6 mutates models, rng:numpy
