# %%
x = 0
try:
    x = int("1")
except ValueError:
    x = 2
x

# expect: 1 defines x
# expect: slice 2 = 1, 2
