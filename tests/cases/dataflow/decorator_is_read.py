# %%
def twice(f):
    return lambda x: f(f(x))
@twice
def g(x):
    return x + 1
g(1)

# expect: 1 reads twice
# expect: 1 depends 0
# expect: 2 depends 1
