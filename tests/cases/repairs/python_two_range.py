for i in xrange(3): print(i)
# today:
for i in range(3): print(i)
