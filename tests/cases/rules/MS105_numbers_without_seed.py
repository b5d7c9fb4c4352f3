# %%
import numpy as np
noise = np.random.rand(3)
print(noise)

# expect:
# 1:2
