# %%
import numpy as np
from tensorflow.keras.layers import Dense
given = np.zeros((3, 2))
layer = Dense(3)
out = layer(given)

# expect: 4 mutates layer
