# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
df = pd.read_csv("present.csv")
train, test = train_test_split(df, random_state=0)
model = RandomForestClassifier(random_state=1).fit(train[["a"]], train["b"])

# expect:
