! # nothing
x = 1

# expect:
x = 1
