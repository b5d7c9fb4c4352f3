# %% [markdown]
# # Prices of houses: groups, bins and dates
# %%
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
from datetime import datetime
# %%
df = pd.read_csv("houses.csv")
df.describe()
# %%
df["SaleDate"] = pd.to_datetime(df["SaleDate"])
df["year"] = df["SaleDate"].dt.year
df["month"] = df["SaleDate"].dt.month
df["weekday"] = df["SaleDate"].dt.dayofweek
df["is_summer"] = df["month"].isin([6, 7, 8]).astype(int)
df["days"] = (df["SaleDate"] - datetime(2015, 1, 1)).dt.days
del df["SaleDate"]
# %%
df["Garage"].fillna("None", inplace=False)
df["Garage"] = np.where(df["Garage"].isnull(), "None", df["Garage"])
med = df.groupby("Neighborhood")["LotArea"].median()
df["lot_of_area"] = df["Neighborhood"].map(med)
df["lot_ratio"] = df["LotArea"] / df["lot_of_area"]
df["quality_mean"] = df.groupby("Neighborhood")["Quality"].transform("mean")
# %%
df["lot_band"] = pd.qcut(df["LotArea"], q=4, labels=["s", "m", "l", "xl"])
df["age_band"] = pd.cut(2020 - df["YearBuilt"], bins=[-1, 10, 30, 60, 200], labels=False)
df["freq"] = df["Neighborhood"].map(df["Neighborhood"].value_counts(normalize=True))
# %%
df[["lot_band", "SalePrice"]].groupby("lot_band", observed=True).mean()
# %%
df = df.join(pd.get_dummies(df["lot_band"], prefix="lot"))
df = pd.concat([df, pd.get_dummies(df["Garage"], prefix="garage")], axis=1)
df = df.drop(["lot_band", "Garage", "Neighborhood", "Id"], axis=1)
# %%
lower, upper = df.SalePrice.quantile([0.01, 0.99])
df = df[(df.SalePrice >= lower) & (df.SalePrice <= upper)]
print(len(df))
# %%
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
features = [c for c in df.columns if c != "SalePrice"]
train, valid = train_test_split(df, test_size=0.25, random_state=11)
forest = RandomForestRegressor(n_estimators=50, random_state=11)
forest.fit(train[features], train["SalePrice"])
pred = forest.predict(valid[features])
print("MAE", mean_absolute_error(valid["SalePrice"], pred))
# %%
plt.scatter(valid["SalePrice"], pred)
plt.xlabel("actual"); plt.ylabel("predicted")
plt.show()
