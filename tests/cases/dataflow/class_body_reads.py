# %%
n = 3
class A:
    size = n

# expect: 1 reads n
# expect: 1 defines A
