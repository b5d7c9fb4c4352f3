"""Make the features."""

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder, StandardScaler

from telecom_churn_prediction.helpers import loyal
from telecom_churn_prediction.learned import Learned
from telecom_churn_prediction.params import Params
from telecom_churn_prediction.report import report


class ScaleFeaturesResults(NamedTuple):
    """The arrays X_train and X_test, and the StandardScaler sc."""

    X_train: np.ndarray
    X_test: np.ndarray
    sc: StandardScaler


def encode_labels_and_categories(
    df: pd.DataFrame, learned: Learned, params: Params
) -> pd.DataFrame:
    """Encode labels and categories.

    Customers of long standing behave differently.
    """
    df = df.copy()
    df["loyal"] = df["tenure"].apply(partial(loyal, LONG=params.features.long))
    df["Churn"] = df["Churn"].map({"Yes": 1, "No": 0})
    for c in ["gender", "Partner"]:
        le = LabelEncoder()
        df[c] = learned.fit_transform(f"{c}_le", le, df[c])
    df = learned.get_dummies(
        "df_dummies", df, columns=["InternetService", "Contract", "PaymentMethod"], drop_first=True
    )
    if learned.fitting:
        report.show("df sample", df.sample(3))
    return df


def scale_features(X_train: pd.DataFrame, X_test: pd.DataFrame) -> ScaleFeaturesResults:
    """Scale features."""
    sc = StandardScaler()
    X_train = sc.fit_transform(X_train)
    X_test = sc.transform(X_test)
    return ScaleFeaturesResults(X_train, X_test, sc)
