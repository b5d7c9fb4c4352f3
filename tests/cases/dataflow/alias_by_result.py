# %%
def same(x):
    return x
a = [1]
b = same(a)
b.append(2)
a

# expect: 3 mutates a, b
