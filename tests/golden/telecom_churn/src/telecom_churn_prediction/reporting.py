"""Report the results."""

import joblib
from sklearn.ensemble import RandomForestClassifier

from telecom_churn_prediction.params import Params


def save_churn_model(model: RandomForestClassifier, params: Params) -> None:
    """Save churn model."""
    params.data.churn_model.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, params.data.churn_model)
