# %%
import numpy as np
import pandas as pd
np.random.seed(1)
from sklearn.model_selection import train_test_split
train, test = train_test_split(pd.read_csv("present.csv"))

# expect:
