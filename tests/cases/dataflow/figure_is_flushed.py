# %%
import matplotlib.pyplot as plt
plt.plot([1])
plt.show()
plt.plot([2])

# expect: 1 mutates figure
# expect: 2 defines figure
# expect: slice 3 = 0, 1, 2, 3
