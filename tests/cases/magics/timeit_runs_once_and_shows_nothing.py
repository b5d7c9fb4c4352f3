%timeit -n 10 -r3 f(x)

# expect:
f(x)
