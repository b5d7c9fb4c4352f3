# %%
import pandas as pd
sales = pd.read_csv("s.csv")
class Bank:
    def __init__(self):
        self.total = 0
    def add(self, amount):
        self.total += amount
    def tell(self):
        return self.total
bank = Bank()
# %%
bank.add(sales["amount"].sum())
# %%
bank.tell()

# expect: 4 mutates bank
# expect: 4 role
# expect: 5 role look
