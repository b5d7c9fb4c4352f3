# %%
from pylab import *
def show(x):
    plot(x)
    return x + randn(3)
y = show(ones(3))

# expect: 2 mutates figure, rng:numpy
