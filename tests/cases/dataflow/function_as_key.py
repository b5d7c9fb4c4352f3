# %%
order = {"a": 1}
def rank(x):
    return order[x]
xs = sorted(["a"], key=rank)

# expect: 2 reads order, rank
