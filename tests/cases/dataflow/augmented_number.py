# %%
n = 1
m = n
n += 1

# expect: 2 defines n
# expect: 2 reads n
# expect: 2 mutates
# expect: 1 defines m
