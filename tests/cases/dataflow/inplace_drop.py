# %%
import pandas as pd
df = pd.DataFrame({"a": [1], "b": [2]})
df.drop("a", axis=1, inplace=True)
df.drop("b", axis=1)
df

# expect: 2 mutates df
# expect: 3 mutates
# expect: 4 depends 2
