# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
other = df[["a"]]
other["a"] = 2
df

# expect: 3 mutates other
