# %%
x = [1]
del x
x = [2]
x

# expect: 1 defines x
# expect: 1 reads x
# expect: slice 3 = 2, 3
