# %%
import pandas as pd
pd.set_option("display.max_columns", 9)

# expect: 1 mutates options
# expect: 1 role setup
