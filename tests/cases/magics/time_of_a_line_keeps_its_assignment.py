%time y = f()

# expect:
y = f()
