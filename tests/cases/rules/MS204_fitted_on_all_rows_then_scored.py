# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
df = pd.read_csv("present.csv")
X = df.drop(columns=["b"])
y = df["b"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression()
# %%
model.fit(X, y)
model.score(X_test, y_test)

# expect:
# 2:1
