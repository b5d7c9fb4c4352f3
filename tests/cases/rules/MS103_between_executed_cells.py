# %% In [1]
x = 1
# %% In [ ]
x = 2
# %% In [2]
print(x)

# expect:
# 2:0
