# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
df.to_csv("a.csv")
other = pd.read_csv("b.csv")

# expect: slice 3 = 0, 3
