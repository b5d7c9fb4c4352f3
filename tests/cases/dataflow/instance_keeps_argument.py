# %%
class A:
    def __init__(self, xs):
        self.xs = xs
xs = [1]
a = A(xs)
xs.append(2)
a.xs

# expect: 3 mutates a, xs
# expect: slice 4 = 0, 1, 2, 3, 4
