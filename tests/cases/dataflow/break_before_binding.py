# %%
x = 0
for i in [1, 2]:
    if i:
        break
    x = i
x

# expect: 1 defines i
# expect: 1 may x
# expect: slice 2 = 0, 1, 2
