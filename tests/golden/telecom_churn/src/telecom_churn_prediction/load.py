"""Load the data."""

import pandas as pd

from telecom_churn_prediction.params import Params


def load_data(params: Params) -> pd.DataFrame:
    """Load the data."""
    return pd.read_csv(params.data.telecom_churn)
