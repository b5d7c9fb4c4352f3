from lightgbm import LGBMClassifier
m = LGBMClassifier()
m.fit(X, y, early_stopping_rounds=5)
# today:
from lightgbm import LGBMClassifier
m = LGBMClassifier()
from lightgbm import early_stopping
m.fit(X, y, callbacks=[early_stopping(5)])
