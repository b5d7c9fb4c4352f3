# %%
import numpy as np
a = np.random.rand(3)
b = np.random.rand(3)
print(a + b)

# expect:
# 1:2
