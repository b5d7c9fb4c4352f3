"""A row gets the estimator's own answer: alone, beside others, whatever the others are."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression

from tests.unit.serving.conftest import Machinery, customers, train


def make(machinery: Machinery, model: Any, table: pd.DataFrame, **hooks: Any) -> Any:
    schema = machinery("observing").observe(table, model, "left")
    service = machinery("hooks").Service(name="served", **hooks)
    return machinery("predictor").FramePredictor(model, schema, service)


def rows_of(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    records = table.drop(columns="left").astype(object)
    return [tuple(row) for row in records.where(records.notna(), None).to_numpy().tolist()]


@pytest.fixture
def table() -> pd.DataFrame:
    return customers()


def test_answers_are_the_estimators(machinery: Machinery, table: pd.DataFrame) -> None:
    model = train(table)

    answers = make(machinery, model, table).predict(rows_of(table))

    assert answers.predictions == model.predict(table).tolist()
    assert np.array_equal(answers.probabilities, model.predict_proba(table))
    assert answers.labels == ("no", "yes")


def test_a_row_alone_gets_the_answer_that_it_gets_among_others(
    machinery: Machinery, table: pd.DataFrame
) -> None:
    predictor = make(machinery, train(table), table)
    rows = rows_of(table)[:40]

    together = predictor.predict(rows).predictions

    assert together == [predictor.predict([row]).predictions[0] for row in rows]


def test_ties_are_left_to_the_estimator(machinery: Machinery) -> None:
    table = pd.DataFrame({"x": [0.0, 0.0], "left": ["b", "a"]})
    model = RandomForestClassifier(2, bootstrap=False).fit(table[["x"]], table["left"])

    answers = make(machinery, model, table).predict([(0.0,)])

    assert answers.predictions == model.predict(pd.DataFrame({"x": [0.0]})).tolist()


def test_numbers_come_without_probabilities(machinery: Machinery) -> None:
    table = pd.DataFrame({"x": [1.0, 2.0, 3.0], "left": [2.0, 4.0, 6.0]})
    model = LinearRegression().fit(table[["x"]], table["left"])

    answers = make(machinery, model, table).predict([(4.0,)])

    assert answers.predictions == pytest.approx([8.0])
    assert answers.probabilities is None


def test_infinity_is_no_answer(machinery: Machinery) -> None:
    table = pd.DataFrame({"x": [1.0, 2.0, 3.0], "left": [2.0, 4.0, 6.0]})
    model = LinearRegression().fit(table[["x"]], table["left"])
    predictor = make(machinery, model, table)
    model.coef_ = np.array([np.inf])

    with pytest.raises(ValueError, match="finite"):
        predictor.predict([(2.0,)])


def test_hooks_change_records_and_answers(machinery: Machinery, table: pd.DataFrame) -> None:
    answers_type = machinery("answers").Answers
    model = train(table)
    predictor = make(
        machinery,
        model,
        table,
        before=lambda records: records.assign(tenure=0),
        after=lambda records, _: answers_type([str(records["tenure"].iloc[0])]),
    )

    assert predictor.predict(rows_of(table)[:1]).predictions == ["0"]


def test_types_do_not_depend_on_values(machinery: Machinery, table: pd.DataFrame) -> None:
    schema = machinery("observing").observe(table, train(table), "left")
    build = machinery("frames").build_frame
    full = (1, 2.0, "month", "basic", True)
    gappy = (1, None, "month", "basic", True)

    types = [build(schema, rows).dtypes.tolist() for rows in ([full], [gappy], [full, gappy])]

    assert types[0] == types[1] == types[2] == table.drop(columns="left").dtypes.tolist()


@pytest.mark.parametrize("missing", ["NaN", "None"])
def test_objects_stay_objects_alone_and_beside_others(machinery: Machinery, missing: str) -> None:
    schema = machinery("schema")
    column = schema.Column("plan", "string", dtype="object", missing=missing, nullable=True)
    build = machinery("frames").build_frame
    rows: list[list[tuple[Any, ...]]] = [[(None,)], [("basic",)], [("basic",), (None,)]]

    frames = [build(schema.Schema((column,)), each)["plan"] for each in rows]

    assert {str(values.dtype) for values in frames} == {"object"}
    assert repr(frames[0].tolist()[0]) == repr(frames[2].tolist()[1])
