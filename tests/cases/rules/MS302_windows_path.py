# %%
import pandas as pd
df = pd.read_csv(r"C:\Users\dana\churn.csv")

# expect:
# 1:2
