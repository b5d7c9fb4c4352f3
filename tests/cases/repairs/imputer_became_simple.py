from sklearn.preprocessing import Imputer
fill = Imputer('NaN', axis=0)
# today:
from sklearn.impute import SimpleImputer as Imputer
import numpy as np
fill = Imputer(np.nan)
