# %%
k = 2
def f(x):
    return x * k
ys = list(map(f, [1]))

# expect: 2 reads f, k
