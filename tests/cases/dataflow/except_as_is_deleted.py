# %%
try:
    x = 1
except ValueError as problem:
    x = 2

# expect: 0 defines x
# expect: 0 may problem
