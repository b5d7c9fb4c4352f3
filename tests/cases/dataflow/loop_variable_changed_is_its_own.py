# %%
a = [[1]]
b = [[2]]
for x in a:
    x.append(0)
for x in b:
    x.append(0)
x

# expect: 2 mutates a
# expect: 3 mutates b
# expect: 3 reads b
