import pandas as pd
sales = pd.DataFrame()
monthly = sales.resample("M").sum()
quarters = sales.groupby(pd.Grouper(freq='Q-MAR')).sum()
hours = pd.date_range("2020", periods=3, freq="12H")
print(monthly.to_period("M"), sales.to_period("A"), sales.resample("MS").sum())
# today:
import pandas as pd
sales = pd.DataFrame()
monthly = sales.resample("ME").sum()
quarters = sales.groupby(pd.Grouper(freq="QE-MAR")).sum()
hours = pd.date_range("2020", periods=3, freq="12h")
print(monthly.to_period("M"), sales.to_period("Y"), sales.resample("MS").sum())
