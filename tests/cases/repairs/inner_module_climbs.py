from sklearn.neighbors.kde import KernelDensity
# today:
from sklearn.neighbors import KernelDensity
