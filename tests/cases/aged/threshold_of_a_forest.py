import numpy as np
from sklearn.ensemble import IsolationForest

forest = IsolationForest(random_state=0, contamination=0.1)
forest.fit(np.arange(20.0).reshape(-1, 1))
labels = {forest.threshold_: "border"}
outliers = forest.decision_function([[19.0]]) < forest.threshold_
assert len(labels) == 1
