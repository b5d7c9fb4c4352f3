"""Load the data."""

import pandas as pd

from telecom_churn_prediction.learned import Learned
from telecom_churn_prediction.params import Params


def load_data(learned: Learned, params: Params) -> pd.DataFrame:
    """Load the data."""
    return learned.observe(pd.read_csv(params.data.telecom_churn))
