"""A fitted estimator that came without a project: nothing happens before or after a prediction."""

from served.serving.hooks import Service

service = Service(name="model", title="Predictions")
