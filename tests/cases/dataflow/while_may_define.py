# %%
n = 3
while n:
    n -= 1
n

# expect: 1 may n
# expect: 1 reads n
# expect: 2 depends 1
