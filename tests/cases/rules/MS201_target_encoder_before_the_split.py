# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import TargetEncoder
df = pd.read_csv("present.csv")
encoder = TargetEncoder()
df[["a"]] = encoder.fit_transform(df[["a"]], df["b"])
X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["b"], random_state=0)

# expect:
# 1:6
