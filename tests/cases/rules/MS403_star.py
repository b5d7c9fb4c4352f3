# %%
import math
from math import *
# %%
print(1)

# expect:
# 1:2
