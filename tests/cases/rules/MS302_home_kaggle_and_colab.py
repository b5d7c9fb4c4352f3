# %%
import os
import pandas as pd
train = pd.read_csv("/kaggle/input/churn/train.csv")
test = pd.read_csv("../input/test.csv")
os.chdir("/Users/dana/churn")
os.chdir("/Users/dana/churn")
model = open("/content/drive/MyDrive/model.pkl")

# expect:
# 1:3
# 1:4
# 1:5
# 1:7
