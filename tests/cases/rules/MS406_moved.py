# %%
from sklearn.externals import joblib
import sklearn.cross_validation
from sklearn.preprocessing import Imputer, StandardScaler
# %%
print(1)

# expect:
# 1:1
# 1:2
# 1:3
