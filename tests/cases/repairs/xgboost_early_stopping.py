from xgboost import XGBClassifier
m = XGBClassifier()
m.fit(X, y, eval_metric="auc", early_stopping_rounds=5, verbose=False)
# today:
from xgboost import XGBClassifier
m = XGBClassifier()
m.set_params(eval_metric="auc").set_params(early_stopping_rounds=5).fit(X, y, verbose=False)
