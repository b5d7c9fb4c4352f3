"""A table of raw records and the estimator that was trained on them → the schema of its service.

What the data has decides what is taken: types, nulls, categories, ranges. Where the data has nulls,
or where a category is new, the estimator itself is asked whether it can answer.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from .frames import build_frame
from .schema import Column, Row, Schema, Target, Value

# A text column with more values than these is text, not a category.
MOST_CATEGORIES = 100
# Something that no training data has.
UNKNOWN = "\x00never seen"


def observe(records: pd.DataFrame, estimator: Any, target: str = "", answers: Any = None) -> Schema:
    """Describe what the estimator takes and gives, from its training data.

    `records` is the raw table; `answers` are the values of the target, if it is not a column.
    """
    names = _wanted(records, estimator, target)
    columns = [_observe_column(records[name], name) for name in names]
    columns = _with_example(records[names], columns)
    columns = _ask(columns, estimator, records[names])
    ignored = [str(name) for name in records.columns if name not in {*names, target}]
    if answers is None and target in records.columns:
        answers = records[target]
    return Schema(tuple(columns), _observe_target(estimator, target, answers), tuple(ignored))


def _wanted(records: pd.DataFrame, estimator: Any, target: str) -> list[str]:
    wanted = getattr(estimator, "feature_names_in_", None)
    if wanted is None:
        return [name for name in records.columns if name != target]
    missing = [str(name) for name in wanted if name not in records.columns]
    if missing:
        raise ValueError(f"The data lacks columns that the model takes: {', '.join(missing)}")
    return [str(name) for name in wanted]


def _observe_column(values: "pd.Series[Any]", name: str) -> Column:
    present = values.dropna()
    kind = _kind(values, present)
    column = Column(
        name=name,
        type=kind,
        dtype=str(values.dtype),
        missing=_missing_mark(values),
        nullable=bool(values.isna().any()),
    )
    if kind in {"number", "integer"} and len(present):
        return replace(column, minimum=float(present.min()), maximum=float(present.max()))
    if kind == "string":
        categories = sorted(str(value) for value in present.unique())
        return replace(column, categories=tuple(categories))
    return column


def _kind(values: "pd.Series[Any]", present: "pd.Series[Any]") -> str:
    if types.is_bool_dtype(values.dtype) or _all_are(present, bool):
        return "boolean"
    if types.is_integer_dtype(values.dtype):
        return "integer"
    if types.is_numeric_dtype(values.dtype) or _all_are(present, (int, float)):
        return "number"
    if types.is_datetime64_any_dtype(values.dtype):
        return "datetime"
    return "string"


def _all_are(present: "pd.Series[Any]", kind: Any) -> bool:
    if present.dtype != object or not len(present):
        return False
    return all(isinstance(value, kind) for value in present)


def _missing_mark(values: "pd.Series[Any]") -> str:
    is_none = values.dtype == object and any(value is None for value in values[values.isna()])
    return "None" if is_none else "NaN"


def _with_example(records: pd.DataFrame, columns: list[Column]) -> list[Column]:
    """Take the first row without gaps as the example, else the first value of each column."""
    complete = records.dropna().head(1)
    return [
        replace(column, example=_plain(complete[column.name], records[column.name]))
        for column in columns
    ]


def _plain(values: "pd.Series[Any]", otherwise: "pd.Series[Any]") -> Value:
    present = values if len(values) else otherwise.dropna()
    if not len(present):
        return None
    value = present.iloc[0]
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return value.item() if isinstance(value, np.generic) else value  # type: ignore[no-any-return]


def _observe_target(estimator: Any, name: str, answers: Any) -> Target:
    classes = getattr(estimator, "classes_", None)
    if classes is not None and not isinstance(classes, list):
        return Target(name, tuple(np.asarray(classes).tolist()))
    values = np.asarray(answers if answers is not None else [], dtype=object)
    numbers = [float(v) for v in values.ravel() if isinstance(v, int | float | np.number)]
    finite = [number for number in numbers if np.isfinite(number)]
    if not finite:
        return Target(name)
    return Target(name, (), min(finite), max(finite))


def _ask(columns: list[Column], estimator: Any, records: pd.DataFrame) -> list[Column]:
    """Ask the estimator about nulls and new categories, all at once; one by one if that fails."""
    columns = _choose_marks(columns, estimator, records)
    questions = list(_questions(columns))
    if _answers(estimator, columns, [row for *_, row in questions]):
        refused = set()
    else:
        refused = {(i, q) for i, q, row in questions if not _answers(estimator, columns, [row])}
    return [_decide(column, i, refused) for i, column in enumerate(columns)]


def _questions(columns: Sequence[Column]) -> Iterator[tuple[int, str, Row]]:
    for i, column in enumerate(columns):
        if column.nullable:
            yield i, "null", _row(columns, i, None)
        if column.categories:
            yield i, "unknown", _row(columns, i, UNKNOWN)


def _row(columns: Sequence[Column], place: int, value: Value) -> Row:
    return tuple(value if i == place else column.example for i, column in enumerate(columns))


def _decide(column: Column, place: int, refused: set[tuple[int, str]]) -> Column:
    column = replace(column, nullable=column.nullable and (place, "null") not in refused)
    if (place, "unknown") in refused:
        return replace(column, unknown="reject")
    if len(column.categories) > MOST_CATEGORIES:
        return replace(column, categories=(), unknown="accept")
    return column


def _choose_marks(columns: list[Column], estimator: Any, records: pd.DataFrame) -> list[Column]:
    """Where a file cannot tell NaN from None, take the mark that the estimator can answer."""
    gappy = [i for i, column in enumerate(columns) if column.nullable and column.type == "string"]
    for i in gappy:
        row = _row(columns, i, None)
        for choice in _marks(columns[i]):
            tried = [*columns[:i], choice, *columns[i + 1 :]]
            if _answers(estimator, tried, [row]):
                columns = tried
                break
    return columns


def _marks(column: Column) -> Iterator[Column]:
    yield column
    yield replace(column, dtype="object", missing="NaN")
    yield replace(column, dtype="object", missing="None")


def _answers(estimator: Any, columns: Sequence[Column], rows: list[Row]) -> bool:
    """Tell whether the estimator answers these rows."""
    if not rows:
        return True
    frame = build_frame(Schema(tuple(columns)), rows)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            named = hasattr(estimator, "feature_names_in_")
            estimator.predict(frame if named else frame.to_numpy())
    except Exception:  # whatever it raises, it is no answer
        return False
    return True
