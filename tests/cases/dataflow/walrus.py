# %%
if (n := len("abc")) > 2:
    m = n
n

# expect: 0 defines n
# expect: 0 may m
# expect: 1 depends 0
