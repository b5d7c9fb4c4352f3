# %%
a = [1]
b = [2]
for x in (a, b):
    x.append(0)
a

# expect: 2 mutates a, b
# expect: slice 3 = 0, 1, 2, 3
