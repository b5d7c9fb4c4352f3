import matplotlib.pyplot as plt
plt.style.use('seaborn')
# today:
import matplotlib.pyplot as plt
plt.style.use('seaborn-v0_8')
