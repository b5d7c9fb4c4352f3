# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
path = "a" + ".csv"
df.to_csv(path)
other = pd.read_csv("b.csv")

# expect: 3 mutates file:*
# expect: slice 4 = 0, 1, 2, 3, 4
