# %%
x = 1
for name in list(globals()):
    pass
y = 2

# expect: barrier 1
# expect: 2 depends 1
