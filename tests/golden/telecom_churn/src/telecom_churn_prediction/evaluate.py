"""Evaluate the model."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

from telecom_churn_prediction.report import report


def evaluate_logistic_regression(
    X_test: np.ndarray, y_test: pd.Series, model: LogisticRegression
) -> None:
    """Evaluate the logistic regression."""
    pred = model.predict(X_test)
    print(
        "LR accuracy:", report.metric("logistic_regression.accuracy", accuracy_score(y_test, pred))
    )
    print(
        report.text(
            "logistic regression classification report", classification_report(y_test, pred)
        )
    )


def evaluate_k_neighbors(
    X_test: np.ndarray, y_test: pd.Series, model: KNeighborsClassifier
) -> None:
    """Evaluate `KNeighborsClassifier`."""
    pred = model.predict(X_test)
    print(
        # the notebook formats with %
        "KNN accuracy: %.3f"  # noqa: UP031  # the notebook formats with %
        % report.metric("k_neighbors.accuracy", accuracy_score(y_test, pred)),
    )


def evaluate_random_forest(
    X: pd.DataFrame, X_test: np.ndarray, y_test: pd.Series, model: RandomForestClassifier
) -> None:
    """Evaluate the random forest."""
    pred = model.predict(X_test)
    acc = accuracy_score(y_test, pred)
    auc = roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
    print(
        f"RF accuracy: {report.metric('random_forest.accuracy', acc):.3f}, AUC: "
        f"{report.metric('random_forest.roc_auc', auc):.3f}"
    )
    sns.heatmap(
        report.metric("random_forest.confusion_matrix", confusion_matrix(y_test, pred)),
        annot=True,
        fmt="d",
    )
    plt.title("Random forest")
    report.figure("random forest")
    report.show(
        "pd series sort values head",
        pd.Series(model.feature_importances_, index=X.columns)
        .sort_values(ascending=False)
        .head(10),
    )
