# %%
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
class Clip:
    def fit(self, rows, target=None):
        return self
    def transform(self, rows):
        return np.clip(rows, 0, 1)
rows = np.zeros((9, 2))
model = make_pipeline(Clip(), LinearRegression(), verbose=False)
model.fit(rows, rows[:, 0])

# expect: 6 mutates model, rng:numpy
