# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
df = pd.read_csv("present.csv")
model = RandomForestClassifier(oob_score=True, random_state=0)
model.fit(df[["a"]], df["b"])
print(model.score(df[["a"]], df["b"]), model.oob_score_)

# expect:
