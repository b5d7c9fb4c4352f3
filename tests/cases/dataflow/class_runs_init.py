# %%
made = []
class A:
    def __init__(self):
        made.append(self)
a = A()
made

# expect: 2 mutates made
# expect: slice 3 = 0, 1, 2, 3
