import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

plt.plot([1, 2], Label="a", Color="r")
legend = plt.legend()
assert len(legend.legendHandles) == 1
