# %%
import random
x = random.random()
random.seed(1)
y = random.random()

# expect: 2 defines rng:python
# expect: slice 3 = 0, 2, 3
