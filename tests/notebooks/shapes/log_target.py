# %% [markdown]
# # House prices - regression (log target)
# %%
import pandas as pd, numpy as np
from sklearn.model_selection import train_test_split, cross_val_score, GridSearchCV
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.ensemble import GradientBoostingRegressor
import matplotlib.pyplot as plt
# %%
houses = pd.read_csv("houses.csv", parse_dates=["SaleDate"])
houses.info()
# %% [markdown]
# ### Outliers
# %%
plt.scatter(houses.LotArea, houses.SalePrice); plt.show()
houses = houses[houses.LotArea < houses.LotArea.quantile(0.99)]
# %%
def prepare(df):
    df = df.copy()
    df["Age"] = 2020 - df["YearBuilt"]
    df["Month"] = df["SaleDate"].dt.month
    df["Garage"] = df["Garage"].fillna("None")
    df = df.drop(["SaleDate", "YearBuilt", "Id"], axis=1)
    return pd.get_dummies(df, columns=["Neighborhood", "Garage"])
# %%
data = prepare(houses)
y = np.log1p(data.pop("SalePrice"))
X = data
X.head()
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.3, random_state=1)
grid = GridSearchCV(GradientBoostingRegressor(random_state=0), {"n_estimators": [50, 100], "max_depth": [2, 3]}, cv=3, scoring="neg_mean_squared_error")
grid.fit(X_train, y_train)
grid.best_params_
# %%
best = grid.best_estimator_
pred = np.expm1(best.predict(X_test))
rmse = mean_squared_error(np.expm1(y_test), pred) ** 0.5
print(f"RMSE {rmse:.1f}  R2 {r2_score(y_test, best.predict(X_test)):.3f}")
# %%
imp = pd.Series(best.feature_importances_, index=X.columns).sort_values()
imp.plot(kind="barh")
plt.show()
# %%
import pickle
with open("model.pkl", "wb") as f:
    pickle.dump(best, f)
