import numpy as np
from scipy.linalg import pinv2

assert np.mat([[1, 2]]).shape == (1, 2)
assert np.NINF < 0
assert np.alen([1, 2]) == 2
a = np.arange(3)
assert a.ptp() == 2
assert pinv2(np.eye(2)).shape == (2, 2)
