# %%
import pandas as pd
def clean(table):
    table["a"].fillna(0, inplace=True)
    return table.drop(columns="b")
def count(groups):
    groups["a"].fillna(0, inplace=True)
    return len(groups)

# expect:
# 1:3
