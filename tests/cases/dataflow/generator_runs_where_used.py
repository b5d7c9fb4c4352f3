# %%
xs = [1]
seen = []
def walk():
    for x in xs:
        seen.append(x)
        yield x
g = walk()
ys = list(g)
seen

# expect: 3 mutates
# expect: 4 mutates g, seen
# expect: slice 5 = 0, 1, 2, 3, 4, 5
