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
model.fit(X, y)
pred = model.predict(X)
print(accuracy_score(y, pred))

# expect:
# 2:3
