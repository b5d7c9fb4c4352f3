"""Two values in full → the verdict, and the first difference in words."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from mlship.verification.inside.comparing import compare
from mlship.verification.inside.leaves import flatten

FRAME = pd.DataFrame({"age": [30, 40, 50], "paid": [0.5, 1.5, 2.5]}, index=["a", "b", "c"])


def verdict(notebook: object, pipeline: object) -> tuple[str, str]:
    found = compare(flatten(notebook), flatten(pipeline))
    return found["verdict"], found["detail"]


@pytest.mark.parametrize(
    ("notebook", "pipeline"),
    [(0.1 + 0.2, 0.3), (np.array([0.1 + 0.2, np.nan]), np.array([0.3, np.nan]))],
    ids=["number", "array"],
)
def test_rounding_is_within_tolerance(notebook: object, pipeline: object) -> None:
    assert verdict(notebook, pipeline)[0] == "within tolerance"


def test_zero_is_zero_whatever_its_sign() -> None:
    assert verdict(-0.0, 0.0) == ("identical", "")


@pytest.mark.parametrize(
    ("notebook", "pipeline", "detail"),
    [
        (0.5, 0.51, "0.5 in the notebook, 0.51 in the pipeline"),
        (np.nan, 0.0, "nan in the notebook, 0.0 in the pipeline"),
        (1, 2, "1 in the notebook, 2 in the pipeline"),
        (1, "1", "int in the notebook, str in the pipeline"),
        ([1, 2], [1], "2 parts in the notebook, 1 parts in the pipeline"),
        (
            pd.Index(["age", "paid"]),
            pd.Index(["age", "sum"]),
            "values: 1 of 2 differ; first at 1: 'paid' in the notebook, 'sum' in the pipeline",
        ),
        ({"a": 1}, {"b": 1}, "['a']: only in the notebook; only in the pipeline is ['b']"),
        (
            FRAME,
            FRAME.assign(age=[30, 41, 50]),
            "['age']: 1 of 3 differ; first at b: 40 in the notebook, 41 in the pipeline",
        ),
        (
            FRAME,
            FRAME.assign(paid=[0.5, 1.5, 2.0]),
            "['paid']: 1 of 3 differ, by up to 0.2 relatively; "  # noqa: ISC004 - one sentence
            "first at c: 2.5 in the notebook, 2.0 in the pipeline",
        ),
        (FRAME, FRAME[:2], "index values: shape (3,) in the notebook, (2,) in the pipeline"),
        (
            FRAME,
            FRAME.drop(columns="paid"),
            "4 parts in the notebook, 3 parts in the pipeline",
        ),
        (
            LinearRegression(),
            LinearRegression(fit_intercept=False),
            ".fit_intercept: True in the notebook, False in the pipeline",
        ),
    ],
    ids=str,
)
def test_the_first_difference_is_explained(notebook: object, pipeline: object, detail: str) -> None:
    assert verdict(notebook, pipeline) == ("differs", detail)


def test_what_holds_itself_in_many_ways_is_listed_once_each_way() -> None:
    cells: dict[str, object] = {}
    for number in range(12):
        cells[f"cell {number}"] = {"all": cells, "number": number}

    rows = flatten(cells)

    assert len(rows) < 200
    assert verdict(cells, cells)[0] == "identical"


def written(body: str, learned: float = 1.0) -> object:
    space: dict[str, object] = {"__name__": "__main__", "learned": learned}
    text = f"class Net:\n    def predict(self, v):\n        {body}\nnet = Net()\nnet.w = learned"
    exec(text, space)  # noqa: S102 - as a notebook would
    return space["net"]


def test_of_a_function_that_is_written_otherwise_the_rest_is_compared() -> None:
    found = compare(flatten(written("return v * 2")), flatten(written("return 2 * v")))

    detail = " class.predict: it is written otherwise"
    assert found == {"verdict": "not comparable", "detail": detail.strip(), "rest": "identical"}


def test_what_was_learned_otherwise_differs_however_functions_are_written() -> None:
    one, other = written("return v * 2", 1.0), written("return 2 * v", 1.5)

    assert verdict(one, other) == ("differs", ".w: 1.0 in the notebook, 1.5 in the pipeline")
