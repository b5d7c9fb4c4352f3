# %%
a = 1
b = (a +
     gone)

# expect:
# 1:3
