%timeit y = f(x)

# expect:
f(x)
