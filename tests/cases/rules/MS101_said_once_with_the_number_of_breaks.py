# %% In [5]
x = 1
# %% In [4]
y = 1
# %% In [3]
print(y)

# expect:
# 2:0
