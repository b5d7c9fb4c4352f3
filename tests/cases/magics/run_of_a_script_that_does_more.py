%%writefile prepare.py
import pandas as pd
# As delivered.
rows = pd.read_csv("rows.csv")
if __name__ == "__main__":
    rows = rows.dropna()
# %%
%run prepare
rows.head()

# expect:
# file: prepare.py
# shown: rows.head()
# comment: # As delivered.
import pandas as pd
rows = pd.read_csv("rows.csv")
rows = rows.dropna()
rows.head()
