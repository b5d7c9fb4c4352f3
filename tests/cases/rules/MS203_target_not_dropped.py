# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
X = df.drop(columns=["id"])
y = df["b"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit(X_train, y_train)

# expect:
# 1:6
