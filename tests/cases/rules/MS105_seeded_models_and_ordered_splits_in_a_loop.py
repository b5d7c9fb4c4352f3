# %%
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import TimeSeriesSplit
# %%
for train, test in TimeSeriesSplit(n_splits=3).split(X):
    model = HistGradientBoostingClassifier(max_iter=10, random_state=0)
    model.fit(X.iloc[train], y.iloc[train])
    print(model.score(X.iloc[test], y.iloc[test]))

# expect:
