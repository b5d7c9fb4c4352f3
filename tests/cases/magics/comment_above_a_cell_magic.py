# slow
%%time
x = f()

# expect:
x = f()
