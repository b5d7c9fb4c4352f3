# %% In [ ]
x = 1
# %% In [ ]
print(x)

# expect:
