"""Raw records in, predictions out."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.preprocessing import StandardScaler

from telecom_churn_prediction.clean import clean_data
from telecom_churn_prediction.features import encode_labels_and_categories
from telecom_churn_prediction.learned import Learned
from telecom_churn_prediction.params import Params
from telecom_churn_prediction.records import RecordsModel
from telecom_churn_prediction.replay import Part, prove


class TelecomChurnPredictionModel(ClassifierMixin, RecordsModel):
    """The trained model together with all that its preparation has learned."""

    target = "Churn"

    def prepare(
        self, records: pd.DataFrame, learned: Learned
    ) -> tuple[np.ndarray, pd.Series | None]:
        """Raw records → the model's features, each row by itself; in training, its target too."""
        params = self.params
        df = clean_data(records, learned)
        df = encode_labels_and_categories(df, learned, params)
        X = df.drop("Churn", axis=1)
        if learned.fitting:
            y = df["Churn"]
            sc = StandardScaler()
            X_train = sc.fit_transform(X)
            learned.keep("sc", sc)
            return X_train, y
        sc = learned["sc"]
        return sc.transform(X), None


def find_parts(results: Any) -> list[Part]:
    """Features that the pipeline made, and the answers whose index names their rows."""
    return [
        Part("X_train", results.X_train, results.y_train),
        Part("X_test", results.X_test, results.y_test),
    ]


def build(params: Params, results: Any) -> RecordsModel:
    """Make the served model of what the pipeline has trained, if records get the same from it."""
    return prove(
        TelecomChurnPredictionModel,
        params,
        results.model,
        results.learned,
        find_parts(results),
        sc=results.sc,
    )
