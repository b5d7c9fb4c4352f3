# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
other = df + 1
other["a"] = 2
df

# expect: 3 mutates other
