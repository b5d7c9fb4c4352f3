# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
y = df["b"]
df.drop("b", axis=1, inplace=True)
X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)
from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit(X_train, y_train)

# expect:
