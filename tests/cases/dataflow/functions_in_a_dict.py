# %%
log = []
def f(x):
    log.append(x)
table = {"f": f}
table["f"](1)
log

# expect: 3 mutates log
# expect: 3 reads log, table
# expect: slice 4 = 0, 1, 2, 3, 4
