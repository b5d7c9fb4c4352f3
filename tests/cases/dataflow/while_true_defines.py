# %%
x = 0
while True:
    x = 1
    break
x

# expect: 1 defines x
# expect: slice 2 = 1, 2
