ip = get_ipython()
ip.magic('reload_ext a')
x = 1

# expect:
# finding: MS007
# comment: # ip.magic('reload_ext a')
from IPython import get_ipython
ip = get_ipython()
x = 1
