import matplotlib.pyplot as plt
plt.boxplot([[1, 2]], labels=["a"]);
ax = plt.figure().add_subplot(111)
ax.boxplot([[1, 2]], labels=["a"]);
plt.style.use("seaborn-pastel")
# today:
import matplotlib.pyplot as plt
plt.boxplot([[1, 2]], tick_labels=["a"]);
ax = plt.figure().add_subplot(111)
ax.boxplot([[1, 2]], tick_labels=["a"]);
plt.style.use('seaborn-v0_8-pastel')
