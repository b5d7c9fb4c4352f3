"""Qualified types are written as the notebook's imports allow."""

import pytest

from mlship.planning.annotations import annotate

IMPORTS = {
    "tf": "tensorflow",
    "Sequential": "tensorflow.keras.models.Sequential",
    "SVC": "sklearn.svm.SVC",
    "mine": "mine",
    "xgb": "xgboost",
}


@pytest.mark.parametrize(
    ("type_name", "text", "line"),
    [
        ("keras.Sequential", "Sequential", "from tensorflow.keras.models import Sequential"),
        ("keras.Model", "tf.keras.Model", "import tensorflow as tf"),
        ("tensorflow.Tensor", "tf.Tensor", "import tensorflow as tf"),
        ("sklearn.svm.SVC", "SVC", "from sklearn.svm import SVC"),
        ("function", "Callable[..., Any]", "from collections.abc import Callable"),
        ("keras.layers.Dense", "Any", "from typing import Any"),
        ("xgboost.XGBClassifier", "xgb.XGBClassifier", "import xgboost as xgb"),
        ("xgboost.sklearn.XGBClassifier", "Any", "from typing import Any"),
        ("mine.Sequential", "Any", "from typing import Any"),
    ],
)
def test_a_class_is_written_by_a_name_that_the_module_can_import(
    type_name: str, text: str, line: str
) -> None:
    written, lines = annotate(type_name, IMPORTS, ())

    assert (written, lines[0]) == (text, line)


def test_what_a_variable_hides_is_anything() -> None:
    assert annotate("keras.Model", IMPORTS, {"tf"})[0] == "Any"
    assert annotate("sklearn.svm.SVC", IMPORTS, {"SVC"})[0] == "Any"
