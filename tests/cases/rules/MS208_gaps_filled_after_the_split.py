# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
print(df["a"].mean())
train, test = train_test_split(df, random_state=0)
middle = train["a"].median()
train["a"] = train["a"].fillna(middle)
test["a"] = test["a"].fillna(middle)
smaller, validation = train_test_split(train, random_state=0)

# expect:
