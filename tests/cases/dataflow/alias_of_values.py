# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
v = df.values
v[0, 0] = 5
df

# expect: 3 mutates df, v
