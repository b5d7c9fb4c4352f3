# %%
import pandas as pd
df = pd.read_csv("/home/dana/present.csv")
df.to_csv("made.csv")
again = pd.read_csv("made.csv")

# expect:
