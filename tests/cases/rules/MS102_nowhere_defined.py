# %%
a = 1
b = (a +
     gone)

# expect:
# 0:3
