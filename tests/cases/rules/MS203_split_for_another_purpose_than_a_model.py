# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
X_train, X_test, y_train, y_test = train_test_split(df, df["b"], random_state=0)
X_train.describe()

# expect:
