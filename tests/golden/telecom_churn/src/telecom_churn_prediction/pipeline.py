"""Telecom churn prediction.

Which customers are about to leave? Exported from the CRM in March; the retention team calls
the hundred most likely ones.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from telecom_churn_prediction.clean import clean_data
from telecom_churn_prediction.evaluate import (
    evaluate_k_neighbors,
    evaluate_logistic_regression,
    evaluate_random_forest,
)
from telecom_churn_prediction.explore import (
    inspect_df,
    plot_corr_heatmap,
    plot_how_many_leave,
    show_x_train_shape,
)
from telecom_churn_prediction.features import encode_labels_and_categories, scale_features
from telecom_churn_prediction.learned import Learned
from telecom_churn_prediction.load import load_data
from telecom_churn_prediction.params import Params, load_params
from telecom_churn_prediction.reporting import save_churn_model
from telecom_churn_prediction.runner import step
from telecom_churn_prediction.running.randomness import seed_everything
from telecom_churn_prediction.split import split_data
from telecom_churn_prediction.train import (
    train_k_neighbors,
    train_logistic_regression,
    train_random_forest,
)


@dataclass(frozen=True)
class Results:
    """What the notebook leaves behind, under its own names."""

    df: pd.DataFrame
    X: pd.DataFrame
    X_train: np.ndarray
    X_test: np.ndarray
    y_train: pd.Series
    y_test: pd.Series
    sc: StandardScaler
    logistic_regression: LogisticRegression
    k_neighbors: KNeighborsClassifier
    model: RandomForestClassifier
    learned: Learned


def run(params: Params | None = None) -> Results:
    """Run every step in the notebook's order."""
    params = params or load_params()
    seed_everything(params.seed)
    learned = Learned()
    df = step(load_data, learned, params)
    inspect_df(df)
    df = step(clean_data, df, learned)
    plot_how_many_leave(df)
    df = step(encode_labels_and_categories, df, learned, params)
    plot_corr_heatmap(df)
    X, X_train, X_test, y_train, y_test = step(split_data, df, params)
    show_x_train_shape(X_train, X_test)
    X_train, X_test, sc = step(scale_features, X_train, X_test)
    logistic_regression = step(train_logistic_regression, X_train, y_train, params)
    step(evaluate_logistic_regression, X_test, y_test, logistic_regression)
    k_neighbors = step(train_k_neighbors, X_train, y_train, params)
    step(evaluate_k_neighbors, X_test, y_test, k_neighbors)
    model = step(train_random_forest, X_train, y_train, params)
    step(evaluate_random_forest, X, X_test, y_test, model)
    save_churn_model(model, params)
    return Results(
        df=df,
        X=X,
        X_train=X_train,
        X_test=X_test,
        y_train=y_train,
        y_test=y_test,
        sc=sc,
        logistic_regression=logistic_regression,
        k_neighbors=k_neighbors,
        model=model,
        learned=learned,
    )
