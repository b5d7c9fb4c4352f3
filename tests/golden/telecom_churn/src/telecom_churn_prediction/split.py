"""Split the data."""

from typing import NamedTuple

import pandas as pd
from sklearn.model_selection import train_test_split

from telecom_churn_prediction.params import Params


class TrainAndTestResults(NamedTuple):
    """What train_and_test gives back."""

    X: pd.DataFrame
    X_train: pd.DataFrame
    X_test: pd.DataFrame
    y_train: pd.Series
    y_test: pd.Series


def train_and_test(df: pd.DataFrame, params: Params) -> TrainAndTestResults:
    """Train and test."""
    X = df.drop("Churn", axis=1)
    y = df["Churn"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=params.split.test_size)
    return TrainAndTestResults(X, X_train, X_test, y_train, y_test)
