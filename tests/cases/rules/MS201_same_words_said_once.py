# %%
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
imputer = SimpleImputer()
df["a"] = imputer.fit_transform(df[["a"]])
df["b"] = imputer.fit_transform(df[["b"]])
train, test = train_test_split(df, random_state=0)

# expect:
# 1:6
