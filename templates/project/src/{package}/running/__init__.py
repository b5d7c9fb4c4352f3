"""The machinery behind `train`: parameters, cache, artifacts, failures. Plain code, yours."""
