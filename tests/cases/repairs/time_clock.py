import time
t = time.clock()
# today:
import time
t = time.perf_counter()
