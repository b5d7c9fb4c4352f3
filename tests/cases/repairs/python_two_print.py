print 'x', 1
# today:
print('x', 1)
