# %%
import pandas as pd
sales = pd.read_csv("present.csv", index_col=0, parse_dates=True)
print(sales.resample("ME").sum(), sales.resample("MS").sum(), sales.resample("W").sum())
print(sales.to_period("M"), sales.to_period("Q"), sales.round(2), sales.shift(1, freq="D"))

# expect:
