# %%
import numpy as np
np.random.seed(1)
a = np.random.rand(3)
b = np.random.rand(3)

# expect: 1 defines rng:numpy
# expect: 2 mutates rng:numpy
# expect: 3 depends 0, 2
# expect: slice 3 = 0, 1, 2, 3
