# %%
import contextlib
x = 0
with contextlib.suppress(ValueError):
    x = int("a")
x

# expect: 2 may x
# expect: slice 3 = 0, 1, 2, 3
