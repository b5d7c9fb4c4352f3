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
X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, random_state=0)
model.fit(X_val, y_val)
model.score(X_test, y_test)

# expect:
