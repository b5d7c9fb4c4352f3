# %%
import pandas as pd
from sklearn.preprocessing import LabelEncoder
df = pd.DataFrame({"city": ["a", "b"]})
le = LabelEncoder()
codes = df.apply(le.fit_transform)
classes = le.classes_
found = []
done = list(map(found.append, [1]))
n = len(found)

# expect: 4 mutates le
# expect: 7 mutates found
# expect: slice 5 = 0, 1, 2, 3, 4, 5
