    x = 1
    if x:
        y = 2

# expect:
x = 1
if x:
    y = 2
