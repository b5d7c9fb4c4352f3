# %%
import numpy as np
import pandas as pd
np.random.seed(42)
df = pd.DataFrame({"a": [1, 2]})
df.sample(1)
x = np.random.rand()

# expect: 4 mutates rng:numpy
# expect: slice 5 = 0, 1, 2, 3, 4, 5
