# %% In [1]
print("ValueError: ----> 1")

# expect:
