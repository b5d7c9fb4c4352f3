# %%
x = 0
for i in [1, 2]:
    x = i
x

# expect: 1 defines i, x
# expect: slice 2 = 1, 2
