# %% In [1]
x = 1
# %% In [9]
y = x
# %% In [2]
print(y)

# expect:
# 3:0
