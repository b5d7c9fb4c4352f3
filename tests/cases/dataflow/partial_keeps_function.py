# %%
from functools import partial
log = []
def f(x, y):
    log.append(y)
g = partial(f, 1)
g(2)
log

# expect: 4 mutates g, log
# expect: slice 5 = 0, 1, 2, 3, 4, 5
