# %%
def f(x, seen=[]):
    seen.append(x)
    return seen
f(1)
f(2)

# expect: 1 mutates f
# expect: 2 depends 1
