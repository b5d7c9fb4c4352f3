# %%
import pandas as pd
df = pd.DataFrame({"a": [1]})
print(df)
pd.set_option("display.precision", 2)
print(df)

# expect: 2 reads df, options
# expect: 3 mutates options
# expect: 4 depends 1, 3
