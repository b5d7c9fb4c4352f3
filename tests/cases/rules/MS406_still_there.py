# %%
import joblib
from sklearn.model_selection import train_test_split
from sklearn.impute import SimpleImputer
from scipy.interpolate import interp1d
# %%
print(1)

# expect:
