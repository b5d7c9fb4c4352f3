# %%
class Box: pass
box = Box()
box.size = 3
box

# expect: 2 mutates box
# expect: 2 reads box
# expect: 3 depends 2
