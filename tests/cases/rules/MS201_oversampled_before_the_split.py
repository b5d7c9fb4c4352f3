# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, LabelEncoder, OneHotEncoder
df = pd.read_csv("present.csv")
X = df.drop(columns=["b"])
y = df["b"]
# %%
from imblearn.over_sampling import SMOTE
X, y = SMOTE(random_state=0).fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

# expect:
# 2:2
