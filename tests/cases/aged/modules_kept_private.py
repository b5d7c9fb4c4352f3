from sklearn.metrics.classification import _check_targets

assert callable(_check_targets)
