import numpy as np
x = np.float64(3)
# today:
import numpy as np
x = np.float64(3)
