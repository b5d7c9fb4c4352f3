# %%
import pandas as pd
import matplotlib.pyplot as plt
df = pd.read_csv("a.csv")
fig, ax = plt.subplots()
for column in df.columns:
    df[column].hist(ax=ax)
for column in df.columns:
    df[column].fillna(0, inplace=True)
boxes = {"a": ax}
for key in boxes:
    boxes[key].hist(df["a"])

# expect: 4 mutates figure
# expect: 5 mutates df
# expect: 7 mutates figure
