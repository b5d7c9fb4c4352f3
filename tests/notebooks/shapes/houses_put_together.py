# %% [markdown]
# # House prices: both files together
# Prepare train and test at once, predict the logarithm, submit prices.
# %%
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
from scipy.stats import skew
%matplotlib inline
# %%
train = pd.read_csv('../input/houses/houses.csv')
test = pd.read_csv('../input/houses/later_houses.csv')
print("train: {}, test: {}".format(train.shape, test.shape))
# %%
train_ID = train['Id']
test_ID = test['Id']
train.drop("Id", axis = 1, inplace = True)
test.drop("Id", axis = 1, inplace = True)
# %%
# two odd lots
train = train.drop(train[(train['LotArea']>19000) & (train['SalePrice']<60000)].index)
sns.histplot(train['SalePrice']); plt.show()
# %% [markdown]
# ## log of the target
# %%
train["SalePrice"] = np.log1p(train["SalePrice"])
# %%
ntrain = train.shape[0]
ntest = test.shape[0]
y_train = train.SalePrice.values
all_data = pd.concat((train, test)).reset_index(drop=True)
all_data.drop(['SalePrice'], axis=1, inplace=True)
print("all_data size is : {}".format(all_data.shape))
# %%
all_data_na = (all_data.isnull().sum() / len(all_data)) * 100
all_data_na[all_data_na > 0].sort_values(ascending=False)
# %%
all_data["LotArea"] = all_data.groupby("Neighborhood")["LotArea"].transform(lambda x: x.fillna(x.median()))
for col in ('Garage',):
    all_data[col] = all_data[col].fillna('None')
# %%
all_data['Year'] = pd.to_datetime(all_data['SaleDate']).dt.year
all_data['Month'] = pd.to_datetime(all_data['SaleDate']).dt.month.astype(str)
all_data = all_data.drop('SaleDate', axis=1)
all_data['Age'] = all_data['Year'] - all_data['YearBuilt']
# %%
numeric_feats = all_data.select_dtypes('number').columns
skewed = all_data[numeric_feats].apply(lambda x: skew(x.dropna())).sort_values(ascending=False)
skewed = skewed[abs(skewed) > 0.5].index
all_data[skewed] = np.log1p(all_data[skewed])
# %%
all_data = pd.get_dummies(all_data)
print(all_data.shape)
# %%
X_train = all_data[:ntrain]
X_test = all_data[ntrain:]
# %%
from sklearn.linear_model import Lasso, Ridge
from sklearn.model_selection import cross_val_score
def rmse_cv(model):
    return np.sqrt(-cross_val_score(model, X_train, y_train, scoring="neg_mean_squared_error", cv=3))
print("ridge", rmse_cv(Ridge(alpha=5)).mean())
print("lasso", rmse_cv(Lasso(alpha=0.001)).mean())
# %%
lasso = Lasso(alpha=0.001, max_iter=5000)
lasso.fit(X_train, y_train)
preds = np.expm1(lasso.predict(X_test))
# %%
sub = pd.DataFrame()
sub['Id'] = test_ID
sub['SalePrice'] = preds
sub.to_csv('submission.csv', index=False)
sub.head()
