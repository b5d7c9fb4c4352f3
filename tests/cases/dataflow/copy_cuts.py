# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
other = df.copy()
other["a"] = 2
df

# expect: 3 mutates other
# expect: slice 4 = 0, 1, 4
