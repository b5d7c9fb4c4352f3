# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
train, test = train_test_split(df)

# expect:
# 1:4
