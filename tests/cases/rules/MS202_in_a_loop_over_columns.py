# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, LabelEncoder, OneHotEncoder
df = pd.read_csv("present.csv")
X = df.drop(columns=["b"])
y = df["b"]
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
for column in ["a"]:
    encoder = LabelEncoder()
    X_train[column] = encoder.fit_transform(X_train[column])
    X_test[column] = encoder.fit_transform(X_test[column])

# expect:
# 2:5
