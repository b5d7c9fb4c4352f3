import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder

df = pd.DataFrame({"plan": ["a", "b", "a"], "minutes": [3.0, 4.0, 5.0]})
for column in df.columns:
    if df[column].dtype == "object":
        df[column] = LabelEncoder().fit_transform(df[column])
assert np.isfinite(df.astype(float)).all().all()
