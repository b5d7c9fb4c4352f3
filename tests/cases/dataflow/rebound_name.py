# %%
x = [1]
y = x
x = [2]
x.append(3)
y

# expect: 3 mutates x
# expect: slice 4 = 0, 1, 4
