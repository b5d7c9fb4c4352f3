import pandas as pd

scores = pd.DataFrame({"name": ["a"], "score": [0.5]})
other = pd.DataFrame({"name": ["b"], "score": [0.6]})
scores = scores.append(other, ignore_index=True)
scores = scores.append({"name": "c", "score": 0.7}, ignore_index=True)
row = pd.Series(["d", 0.8], ["name", "score"])
scores = scores.append([row], ignore_index=True)
scores = scores.append(row, ignore_index=True)
scores = scores.append([other, other])
last = scores.iloc[2]
scores = scores.append(last)
assert scores["name"].tolist() == ["a", "b", "c", "d", "d", "b", "b", "c"]
assert scores.shape == (8, 2)
