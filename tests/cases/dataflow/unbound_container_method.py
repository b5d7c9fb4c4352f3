# %%
a = [1]
list.append(a, 2)
a

# expect: 1 mutates a
# expect: slice 2 = 0, 1, 2
