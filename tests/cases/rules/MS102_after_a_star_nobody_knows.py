# %%
from math import *
print(sin(pi))

# expect:
