# %%
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
from sklearn.tree import DecisionTreeClassifier
model = DecisionTreeClassifier(random_state=0)
model.fit(df, df["b"])

# expect:
# 1:6
