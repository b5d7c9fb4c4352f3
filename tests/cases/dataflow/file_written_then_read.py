# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
df.to_csv("a.csv")
other = pd.read_csv("a.csv")

# expect: 2 defines file:a.csv
# expect: 3 reads file:a.csv, pd
# expect: slice 3 = 0, 1, 2, 3
