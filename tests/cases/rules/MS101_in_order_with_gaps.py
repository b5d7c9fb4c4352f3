# %% In [1]
x = 1
# %% In [ ]
y = x
# %% In [7]
print(y)

# expect:
