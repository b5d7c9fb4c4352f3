# %%
import matplotlib.pyplot as plt
plt.plot([1])
plt.figure()
plt.plot([2])

# expect: 2 defines figure
# expect: slice 3 = 0, 2, 3
