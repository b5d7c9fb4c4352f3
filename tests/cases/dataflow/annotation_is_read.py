# %%
Row = list
def f(x: Row) -> Row:
    return x

# expect: 1 reads Row
