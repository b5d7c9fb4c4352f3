%matplotlib inline
x = 1

# expect:
x = 1
