# %%
a = [1]
b = a
b.append(2)
a

# expect: 2 mutates a, b
# expect: slice 3 = 0, 1, 2, 3
