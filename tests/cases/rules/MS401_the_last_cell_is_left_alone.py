# %%
import pandas as pd
df = pd.read_csv("present.csv")
result = df.describe()

# expect:
