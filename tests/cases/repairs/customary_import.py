plt.plot([1])
# today:
import matplotlib.pyplot as plt
plt.plot([1])
