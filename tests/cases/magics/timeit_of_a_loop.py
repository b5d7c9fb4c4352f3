%timeit -r1 for x in xs: pass

# expect:
for x in xs: pass
