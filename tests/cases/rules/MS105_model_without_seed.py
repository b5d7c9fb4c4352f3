# %%
from sklearn.ensemble import RandomForestClassifier
model = RandomForestClassifier()
model.fit([[1], [2]], [0, 1])

# expect:
# 1:3
