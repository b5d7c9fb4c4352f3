# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
col = df["a"]
col.fillna(0, inplace=True)
df

# expect: 3 mutates col, df
# expect: 4 depends 3
