# %%
import pandas as pd
df = pd.read_csv("present.csv")
df.describe()
df.head()
# %%
df.tail()

# expect:
# 1:3
