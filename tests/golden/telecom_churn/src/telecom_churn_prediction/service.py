"""What is served, and what happens before and after a prediction: the place for rules of yours."""

import pandas as pd

from telecom_churn_prediction.serving.answers import Answers
from telecom_churn_prediction.serving.hooks import Service


def before(records: pd.DataFrame) -> pd.DataFrame:
    """Change raw records before the model sees them; a batch of several requests at a time."""
    return records


def after(records: pd.DataFrame, answers: Answers) -> Answers:
    """Change answers before clients see them; the same number, in the same order."""
    return answers


service = Service(
    name="telecom_churn_prediction",
    title="Telecom churn prediction",
    before=before,
    after=after,
)
