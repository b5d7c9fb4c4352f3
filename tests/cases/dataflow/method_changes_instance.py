# %%
class A:
    def __init__(self):
        self.xs = []
    def add(self, x):
        self.xs.append(x)
a = A()
a.add(1)
a.xs

# expect: 2 mutates a
# expect: slice 3 = 0, 1, 2, 3
