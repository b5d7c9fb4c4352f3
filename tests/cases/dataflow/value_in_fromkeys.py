# %%
a = [1]
d = dict.fromkeys("xy", a)
d["x"].append(2)
a

# expect: 2 mutates a, d
