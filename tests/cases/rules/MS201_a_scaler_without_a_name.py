# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("present.csv")
df["scaled"] = StandardScaler().fit_transform(df["a"].values.reshape(-1, 1))
y = df["b"].values
X = df.drop("b", axis=1).values
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

# expect:
# 1:5
