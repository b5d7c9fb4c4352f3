# %%
LIMIT = 1
def f(x):
    return x > LIMIT
LIMIT = 2
f(3)

# expect: 1 reads
# expect: 3 reads LIMIT, f
# expect: slice 3 = 1, 2, 3
