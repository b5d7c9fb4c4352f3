# %%
log = []
def note(x):
    log.append(x)
note(1)
log

# expect: 1 mutates
# expect: 2 mutates log
# expect: slice 3 = 0, 1, 2, 3
