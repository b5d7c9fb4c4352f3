"""Raw records in, predictions out."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.preprocessing import StandardScaler

from telecom_churn_prediction.clean import clean_data
from telecom_churn_prediction.features import engineer_features
from telecom_churn_prediction.learned import Learned
from telecom_churn_prediction.params import Params
from telecom_churn_prediction.records import RecordsModel
from telecom_churn_prediction.replay import Part, prove


class TelecomChurnPredictionModel(ClassifierMixin, RecordsModel):
    """The trained model together with all that its preparation has learned."""

    target = "Churn"

    def prepare(self, records: pd.DataFrame, learned: Learned) -> np.ndarray:
        """Raw records → the model's features, each row by itself."""
        params = self.params
        sc = learned["sc"]
        df = records
        df = clean_data(df, learned)
        df = engineer_features(df, learned, params)
        X = df.drop("Churn", axis=1)
        X_test = X
        return sc.transform(X_test)

    def learn(self, records: pd.DataFrame, learned: Learned) -> tuple[Any, Any]:
        """Raw records, with the answers → features and target to train on."""
        params = self.params
        df = records
        df = clean_data(df, learned)
        df = engineer_features(df, learned, params)
        X = df.drop("Churn", axis=1)
        y = df["Churn"]
        X_train = X
        y_train = y
        sc = StandardScaler()
        X_train = sc.fit_transform(X_train)
        learned.keep("sc", sc)
        return X_train, y_train


def find_parts(results: Any) -> list[Part]:
    """Features that the pipeline made, and the answers whose index names their rows."""
    return [
        Part("X_train", results.X_train, results.y_train),
        Part("X_test", results.X_test, results.y_test),
    ]


def build(params: Params, results: Any) -> RecordsModel:
    """Make the served model of what the pipeline has trained, if records get the same from it."""
    make = partial(
        TelecomChurnPredictionModel.from_run,
        params,
        results.model,
        results.learned,
        sc=results.sc,
    )
    model, learned = results.model, results.learned
    return prove(make, params, model, learned, find_parts(results))
