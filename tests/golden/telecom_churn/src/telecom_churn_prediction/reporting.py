"""Report the results."""

import joblib
from sklearn.ensemble import RandomForestClassifier

from telecom_churn_prediction.params import Params


def report_results(model: RandomForestClassifier, params: Params) -> None:
    """Report the results."""
    params.data.churn_model.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, params.data.churn_model)
