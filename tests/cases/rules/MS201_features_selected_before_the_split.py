# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, LabelEncoder, OneHotEncoder
df = pd.read_csv("present.csv")
X = df.drop(columns=["b"])
y = df["b"]
# %%
from sklearn.feature_selection import SelectKBest
best = SelectKBest(k=1)
best.fit(X, y)
X = best.transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

# expect:
# 2:3
