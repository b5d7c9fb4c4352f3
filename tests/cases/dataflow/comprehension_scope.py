# %%
x = 1
ys = [x for x in range(3)]
x

# expect: 1 reads
# expect: 1 defines ys
# expect: 2 depends 0
