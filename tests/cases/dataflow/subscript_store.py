# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
df["b"] = df["a"] + 1
df["a"].sum()

# expect: 2 mutates df
# expect: 2 reads df
# expect: 3 depends 2
# expect: slice 3 = 0, 1, 2, 3
