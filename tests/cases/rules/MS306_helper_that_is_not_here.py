# %%
import os
import pandas as pd
from my_helpers import clean
from my_helpers import score
import src.utils as utils
df = pd.DataFrame({"a": [1]})
df.to_csv("made.csv")

# expect:
# 1:3
# 1:5
