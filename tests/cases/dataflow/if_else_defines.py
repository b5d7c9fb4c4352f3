# %%
x = 1
flag = True
if flag:
    x = 2
else:
    x = 3
x

# expect: 2 defines x
# expect: 2 depends 1
# expect: slice 3 = 1, 2, 3
