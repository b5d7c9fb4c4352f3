# %%
import somewhere
rows = [1]
n = 1
somewhere.work(rows, n)
rows

# expect: 3 mutates rows
# expect: 3 reads n, rows, somewhere
# expect: 4 depends 3
