# %%
x = 0
try:
    x = int("1")
except ValueError:
    pass
x

# expect: 1 may x
# expect: slice 2 = 0, 1, 2
