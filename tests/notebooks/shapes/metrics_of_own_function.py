# %% [markdown]
# # Stock price prediction
# %%
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
import datetime as dt
df = pd.read_csv("stock.csv")
df.head()
# %%
df['Date'] = pd.to_datetime(df['Date'], format='%d/%m/%Y')
df['Volume'] = df['Volume'].str.replace(',', '').astype(float)
df = df.set_index('Date')
df['MA10'] = df['Close'].rolling(10).mean()
df['Return'] = df['Close'].pct_change()
df['Target'] = df['Close'].shift(-1)
df = df.dropna()
df[['Close','MA10']].plot(figsize=(10,4)); plt.show()
# %%
features = ['Open', 'Close', 'Volume', 'MA10', 'Return']
split = int(len(df) * 0.8)
train, test = df[:split], df[split:]
# %%
from sklearn.preprocessing import MinMaxScaler
scaler = MinMaxScaler()
X_train = scaler.fit_transform(train[features])
X_test = scaler.transform(test[features])
# %%
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error
def evaluate(name, y, p):
    mae = mean_absolute_error(y, p)
    rmse = np.sqrt(mean_squared_error(y, p))
    print(f'{name}: MAE={mae:.3f} RMSE={rmse:.3f}')
    return mae, rmse
scores = {}
for name, reg in {'lin': LinearRegression(), 'ridge': Ridge(alpha=0.5)}.items():
    reg.fit(X_train, train['Target'])
    p = reg.predict(X_test)
    scores[name] = evaluate(name, test['Target'], p)
pd.DataFrame(scores, index=['mae', 'rmse'])
