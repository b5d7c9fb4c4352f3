# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
df = pd.read_csv("present.csv")
df = df.dropna()
df = df.values
model = LogisticRegression(C=1)
model = LogisticRegression(C=2)

# expect:
