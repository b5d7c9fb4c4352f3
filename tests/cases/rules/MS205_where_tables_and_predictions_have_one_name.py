# %%
import pandas as pd
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
df = pd.read_csv("present.csv")
df = df.dropna()
# %%
model = LinearRegression()
model.fit(df[["a"]], df["b"])
df["pred"] = model.predict(df[["a"]])
print(r2_score(df["b"], df["pred"]))
# %%
model = Ridge()
model.fit(df[["a"]], df["b"])
pred = model.predict(df[["a"]])
print(r2_score(df["b"], pred))

# expect:
# 2:4
