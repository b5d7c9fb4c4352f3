# %%
import pandas as pd
sales = pd.read_csv("present.csv", index_col=0, parse_dates=True)
monthly = sales.resample("M").sum()

# %%
def by_year(frame):
    return frame.groupby(pd.Grouper(freq="A-DEC")).sum()

days = pd.date_range("2020-01-01", periods=3, freq="12H")
print(by_year(sales), sales.to_period("A"))

# expect:
# 1:3
# 2:2
# 2:4
# 2:5
