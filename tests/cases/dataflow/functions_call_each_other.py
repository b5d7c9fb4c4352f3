# %%
a = [1]
def inner(x):
    a.append(x)
def outer(x):
    inner(x)
outer(2)
a

# expect: 3 reads a, inner, outer
# expect: 3 mutates a
# expect: slice 4 = 0, 1, 2, 3, 4
