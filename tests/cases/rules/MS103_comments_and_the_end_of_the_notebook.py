# %% In [1]
x = 1
# %% In [ ]
# nothing but words
# %% In [2]
print(x)
# %% In [ ]
x = 3

# expect:
