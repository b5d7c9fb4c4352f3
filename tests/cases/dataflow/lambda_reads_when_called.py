# %%
k = 2
f = lambda x: x * k
k = 3
f(1)

# expect: 1 reads
# expect: 3 reads f, k
# expect: slice 3 = 1, 2, 3
