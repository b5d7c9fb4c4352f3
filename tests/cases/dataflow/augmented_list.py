# %%
a = [1]
b = a
b += [2]
a

# expect: 2 mutates a, b
# expect: 2 defines b
# expect: 3 depends 2
