# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_score, train_test_split
df = pd.read_csv("present.csv")
X = df[["a"]]
y = df["b"]
model = LogisticRegression()
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model.fit(X_train, y_train)
model.score(X_train, y_train)

# expect:
# 2:3
