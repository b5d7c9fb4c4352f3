import numpy as np
from sklearn.preprocessing import OneHotEncoder

X = np.array([[600.0, 0.0, 1.0], [700.0, 2.0, 2.0], [800.0, 1.0, 3.0]])
encoder = OneHotEncoder(categorical_features=[1])
X = encoder.fit_transform(X).toarray()
assert X[1].tolist() == [0.0, 0.0, 1.0, 700.0, 2.0]
