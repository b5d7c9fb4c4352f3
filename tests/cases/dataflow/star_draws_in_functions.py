# %%
from numpy.random import *
def noise(n):
    return randn(n)
x = noise(3)
y = noise(3)

# expect: 2 reads noise, randn, rng:numpy
# expect: 3 depends 0, 1, 2
