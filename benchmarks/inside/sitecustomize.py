"""An interpreter that starts with this folder on its path writes its metric calls down."""

import metric_calls

metric_calls.install("OBSERVE_METRICS")
