"""The training data decides what is taken; the estimator is asked where the data leaves it open."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from tests.unit.serving.conftest import Machinery, customers, train


@pytest.fixture
def observed(machinery: Machinery) -> dict[str, Any]:
    table = customers()
    table.insert(0, "customer", [f"C{i}" for i in range(len(table))])
    model = train(table.drop(columns="customer"))
    schema = machinery("observing").observe(table, model, "left")
    return {"schema": schema, **{column.name: column for column in schema.columns}}


def test_columns_that_the_model_does_not_read_are_ignored(observed: dict[str, Any]) -> None:
    assert observed["schema"].ignored == ("customer",)
    assert "customer" not in observed


def test_types_are_those_of_the_data(observed: dict[str, Any]) -> None:
    assert [column.type for column in observed["schema"].columns] == [
        "integer",
        "number",
        "string",
        "string",
        "boolean",
    ]


def test_nulls_are_taken_where_training_had_them(observed: dict[str, Any]) -> None:
    assert observed["charges"].nullable
    assert not observed["tenure"].nullable


def test_a_new_category_is_rejected_where_the_encoder_cannot_know_it(
    observed: dict[str, Any],
) -> None:
    assert (observed["contract"].categories, observed["contract"].unknown) == (
        ("month", "year"),
        "reject",
    )
    assert (observed["plan"].categories, observed["plan"].unknown) == (("basic", "plus"), "warn")


def test_labels_and_ranges_are_kept(observed: dict[str, Any]) -> None:
    assert observed["schema"].target.labels == ("no", "yes")
    assert (observed["tenure"].minimum, observed["tenure"].maximum) == (0, 71)


def test_a_null_that_the_model_cannot_answer_is_not_taken(machinery: Machinery) -> None:
    table = pd.DataFrame({"x": [1.0, np.nan, 3.0, 4.0], "y": [1.0, 2.0, 3.0, 4.0]})
    model = LinearRegression().fit(table[["x"]].dropna(), table["y"][[0, 2, 3]])

    schema = machinery("observing").observe(table, model, "y")

    assert not schema.columns[0].nullable
    assert (schema.target.minimum, schema.target.maximum) == (1.0, 4.0)


def test_a_schema_is_read_as_it_was_written(observed: dict[str, Any], machinery: Machinery) -> None:
    import json

    schema = observed["schema"]
    written = json.loads(json.dumps(schema.to_document()))

    assert machinery("schema").parse_schema(written) == schema


def test_long_lists_of_texts_are_no_categories(machinery: Machinery) -> None:
    table = customers(rows=300).drop(columns="left")
    table["plan"] = [f"plan {i % 150}" for i in range(300)]
    model = train(table.assign(left=customers()["left"]))

    columns = {c.name: c for c in machinery("observing").observe(table, model).columns}

    assert (columns["plan"].categories, columns["plan"].unknown) == ((), "accept")
