# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
df.loc[df["a"] > 0, "a"] = 0
df

# expect: 2 mutates df
# expect: 3 depends 2
