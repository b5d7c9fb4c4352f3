# %%
import numpy as np
table = np.zeros((4, 3))
left = table[:, :2]
left += 1
chosen = table[:, [0, 2]]
chosen += 1
row = table[0, ...]
row *= 2
table

# expect: 3 mutates left, table
# expect: 5 mutates chosen
# expect: 7 mutates left, row, table
