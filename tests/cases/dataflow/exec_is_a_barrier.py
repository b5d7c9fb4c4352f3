# %%
x = 1
exec("y = 2")
z = y

# expect: barrier 1
# expect: 1 depends 0
# expect: 2 depends 1
