# %%
def add(rows, x):
    rows.append(x)
rows = []
add(rows, 1)
rows

# expect: 2 mutates rows
# expect: slice 3 = 0, 1, 2, 3
