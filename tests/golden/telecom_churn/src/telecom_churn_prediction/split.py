"""Split the data."""

from typing import NamedTuple

import pandas as pd
from sklearn.model_selection import train_test_split

from telecom_churn_prediction.params import Params


class SplitDataResults(NamedTuple):
    """The tables X, X_train and X_test, and the columns y_train and y_test."""

    X: pd.DataFrame
    X_train: pd.DataFrame
    X_test: pd.DataFrame
    y_train: pd.Series
    y_test: pd.Series


def split_data(df: pd.DataFrame, params: Params) -> SplitDataResults:
    """Split the data."""
    X = df.drop("Churn", axis=1)
    y = df["Churn"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=params.split.test_size)
    return SplitDataResults(X, X_train, X_test, y_train, y_test)
