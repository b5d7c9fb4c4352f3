from sklearn.metrics import log_loss
log_loss([0, 1], [0.1, 0.9], eps=1e-15)
# today:
from sklearn.metrics import log_loss
log_loss([0, 1], [0.1, 0.9])
