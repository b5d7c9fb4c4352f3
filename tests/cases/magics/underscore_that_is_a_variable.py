a, _ = f()
b = _

# expect:
a, _ = f()
b = _
