import numpy as np
x = np.zeros(3, np.float)
# today:
import numpy as np
x = np.zeros(3, float)
