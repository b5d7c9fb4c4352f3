"""Train the model."""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from telecom_churn_prediction.params import Params


def train_logistic_regression(
    X_train: np.ndarray, y_train: pd.Series, params: Params
) -> LogisticRegression:
    """Train the logistic regression."""
    model = LogisticRegression(
        C=params.train.logistic_regression_C, max_iter=params.train.logistic_regression_max_iter
    )
    model.fit(X_train, y_train)
    return model


def train_k_neighbors(
    X_train: np.ndarray, y_train: pd.Series, params: Params
) -> KNeighborsClassifier:
    """Train `KNeighborsClassifier`."""
    model = KNeighborsClassifier(n_neighbors=params.train.k_neighbors_n_neighbors)
    model.fit(X_train, y_train)
    return model


def train_random_forest(
    X_train: np.ndarray, y_train: pd.Series, params: Params
) -> RandomForestClassifier:
    """Train the random forest.

    The best of the three, so this is the one that we hand over.
    """
    model = RandomForestClassifier(
        n_estimators=params.train.n_estimators, max_depth=params.train.max_depth
    )
    model.fit(X_train, y_train)
    return model
