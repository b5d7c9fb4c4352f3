# %%
last = 0
xs = [1]
ys = [(last := x) for x in xs]
last

# expect: 2 may last
# expect: 2 defines ys
