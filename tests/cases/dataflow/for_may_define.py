# %%
x = 0
items = []
for i in items:
    x = i
x

# expect: 2 may i, x
# expect: 2 depends 0, 1
