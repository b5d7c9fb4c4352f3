import pandas as pd
import numpy

data = pd.read_csv("a.csv")
drawn = plt.boxplot(data["x"])
np.mix(data)
import numpy as np
from matplotlib import pyplot as plt
np = other.load()
# expect: 3 reads data, figure, plt
# expect: 3 mutates figure
# expect: 4 mutates data
