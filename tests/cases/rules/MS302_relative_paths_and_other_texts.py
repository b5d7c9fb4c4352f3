# %%
import pandas as pd
df = pd.read_csv("data/present.csv")
date = "01/02/2003"
ratio = "C: 3/4"
url = "https://example.com/home/x.csv"

# expect:
