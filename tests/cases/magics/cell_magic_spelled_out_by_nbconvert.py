get_ipython().run_cell_magic('time', '', 'x = f()\ny = 2\n')

# expect:
x = f()
y = 2
