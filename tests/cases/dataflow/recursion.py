# %%
seen = []
def walk(n):
    seen.append(n)
    return walk(n - 1) if n else 0
walk(3)
seen

# expect: 2 mutates seen
# expect: 2 reads seen, walk
