# %%
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
# %%
print(cross_val_score(RandomForestClassifier(n_estimators=5), X, y))
# %%
forest = RandomForestClassifier(n_estimators=9, random_state=3)
print(cross_val_score(forest, X, y))

# expect:
# 2:1
