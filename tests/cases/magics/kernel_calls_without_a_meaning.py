get_ipython().events.register('a', f)
x = 1

# expect:
# comment: # get_ipython().events.register('a', f)
# finding: MS007
x = 1
