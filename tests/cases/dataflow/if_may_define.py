# %%
x = 1
flag = True
if flag:
    x = 2
x

# expect: 2 may x
# expect: 2 defines
# expect: 2 depends 0, 1
# expect: 3 depends 2
# expect: slice 3 = 0, 1, 2, 3
