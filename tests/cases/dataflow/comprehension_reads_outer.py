# %%
k = 2
ys = [x * k for x in range(3)]

# expect: 1 reads k
# expect: 1 depends 0
