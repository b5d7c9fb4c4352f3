# %%
from sklearn.externals import joblib
import sklearn.cross_validation
from sklearn.preprocessing import Imputer, StandardScaler
# %%
print(1)

# expect:
# 0:1
# 0:2
# 0:3
