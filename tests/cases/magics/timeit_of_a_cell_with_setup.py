%%timeit -n 10 x = 1
f(x)

# expect:
x = 1
f(x)
