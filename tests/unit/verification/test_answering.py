"""Models, and the rows that they are asked for."""

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression

from mlship.verification.inside.answering import Rows, is_table

FRAME = pd.DataFrame({"text": ["a b", "b c", "c"], "size": [1.0, 2.0, 3.0]})


def rows(**values: object) -> Rows:
    made = Rows()
    for key, value in values.items():
        made.remember(key, value)
    return made


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (FRAME, True),
        (FRAME["text"], True),
        (np.zeros((2, 3)), True),
        (["a b", "c"], True),
        ([1, 2], False),
        ([], False),
        (np.float64(1.0), False),
        ("a b", False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_tables_are_what_has_rows(value: object, expected: bool) -> None:
    assert is_table(value) == expected


def test_a_model_answers_for_the_tables_that_it_takes() -> None:
    model = LinearRegression().fit([[1.0], [2.0]], [1.0, 2.0])

    answers = rows(X=np.array([[3.0], [4.0]]), frame=FRAME, y=np.zeros(2)).ask(model)

    assert list(answers) == ["X"]


def test_what_reads_texts_is_asked_for_columns_of_texts_not_for_names_of_columns() -> None:
    model = CountVectorizer(analyzer="char").fit(FRAME["text"])

    assert list(rows(frame=FRAME).ask(model)) == ["frame['text']"]


def test_a_model_that_minds_how_many_rows_it_is_given_answers_otherwise() -> None:
    class Alone(LinearRegression):  # type: ignore[misc]
        def predict(self, rows: np.ndarray) -> object:
            return super().predict(rows) * (len(rows) > 1)

    data, target = np.array([[1.0], [2.0]]), [1.0, 2.0]
    asked = rows(X=data)

    assert asked.ask(Alone().fit(data, target)) != asked.ask(LinearRegression().fit(data, target))


def test_test_data_are_asked_for_first() -> None:
    model = LinearRegression().fit([[1.0], [2.0]], [1.0, 2.0])
    data = {f"X_{number}": np.array([[1.0 + number]]) for number in range(20)}

    assert "X_test" in rows(**data, X_test=np.array([[0.0]])).ask(model)


def test_rows_are_as_they_were_when_they_were_remembered() -> None:
    model, table = LinearRegression().fit([[1.0], [2.0]], [1.0, 2.0]), np.array([[3.0]])
    remembered, same = rows(X=table), rows(X=np.array([[3.0]]))

    table[0, 0] = 9.0

    assert remembered.ask(model) == same.ask(model)


def test_a_frame_with_more_columns_than_a_model_knows_gives_it_those_that_it_knows() -> None:
    model = LinearRegression().fit(FRAME[["size"]], [1.0, 2.0, 3.0])

    assert "frame" in rows(frame=FRAME).ask(model)
