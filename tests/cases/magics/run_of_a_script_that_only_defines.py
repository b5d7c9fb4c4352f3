%%writefile tidy.py
import numpy as np
FACTOR = 2
def double(x):
    return x * FACTOR
# %%
# The house's own.
%run ./tidy.py
double(np.ones(3))

# expect:
# file: tidy.py
# shown: double(np.ones(3))
# comment: # The house's own.
import numpy as np
from tidy import double
double(np.ones(3))
