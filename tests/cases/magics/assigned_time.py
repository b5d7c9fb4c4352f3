x = %time f()
y = %timeit -o f()
z = %env A B
w = 1

# expect:
# finding: MS002
# comment: # y = %timeit -o f()
# comment: # z = %env A B
x = f()
w = 1
