# %%
from sklearn.preprocessing import *
import pandas as pd
df = pd.read_csv("x.csv")
tidy(df)
later(df)
# %%
def tidy(df):
    return df.dropna()
later = tidy

# expect:
# 1:4
