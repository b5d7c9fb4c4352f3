# %%
a = [1]
rows = [a]
rows[0].append(2)
a

# expect: 2 mutates a, rows
