# %%
import pandas as pd
LONG = 24
def loyal(months):
    return months > LONG
df = pd.DataFrame({"m": [1]})
df["l"] = df["m"].apply(loyal)

# expect: 4 reads LONG, df, loyal
# expect: 4 mutates df
