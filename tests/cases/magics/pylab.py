%pylab inline
plot(x)

# expect:
# shown: plot(x)
import numpy
import numpy as np
import matplotlib
import matplotlib.pyplot as plt
from matplotlib import mlab, pylab, pyplot
from matplotlib.pylab import *
from numpy import *
plot(x)
