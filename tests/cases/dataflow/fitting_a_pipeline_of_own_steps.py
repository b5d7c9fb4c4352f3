# %%
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
class Clip:
    def fit(self, rows, target=None):
        return self
    def transform(self, rows):
        return rows
model = make_pipeline(Clip(), LinearRegression(), verbose=False)
model.fit([[1.0], [2.0]], [1.0, 2.0])

# expect: 4 mutates model, rng:numpy
