# %%
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
# %%
models = [
    LogisticRegression(),
    DecisionTreeClassifier(random_state=0),
    RandomForestClassifier(n_estimators=5),
]
for model in models:
    model.fit(X, y)
    print(model.score(X, y))

# expect:
# 2:4
