# %%
class Box:
    def put(self, x):
        self.x = x
box = Box()
Box.put(box, 1)
box

# expect: 2 mutates box
# expect: slice 3 = 0, 1, 2, 3
