# %%
n = 1
def f(x=n):
    return x
n = 2
f()

# expect: 1 reads n
# expect: slice 3 = 0, 1, 3
