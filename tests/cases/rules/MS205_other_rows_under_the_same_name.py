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
X = pd.read_csv("present.csv")[["a"]]
print(accuracy_score(y, model.predict(X)))

# expect:
