%time f(x)

# expect:
# shown: f(x)
f(x)
