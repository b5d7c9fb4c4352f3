# %%
x = 1
y = eval("x + 1")

# expect: 1 reads x
# expect: 1 depends 0
# expect: barrier
