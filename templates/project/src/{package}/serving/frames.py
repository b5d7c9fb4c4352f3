"""Rows → the DataFrame that the model was trained to take: the columns' own types, always alike.

The type of a column never depends on the values that happen to be in it: a row has to get the same
answer alone as beside others.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from .schema import Column, Row, Schema

_PLAIN = {"number": "float64", "integer": "int64", "boolean": "bool", "string": "object"}

# Each date is read by itself, as pandas before 2 always does.
_ISO: dict[str, Any] = {} if pd.__version__.startswith("1.") else {"format": "ISO8601"}


def build_frame(schema: Schema, rows: Sequence[Row]) -> pd.DataFrame:
    """Make a frame with one line a row."""
    columns = zip(*rows, strict=True)
    data = {
        column.name: _build_column(column, values)
        for column, values in zip(schema.columns, columns, strict=True)
    }
    return pd.DataFrame(data, copy=False)


def _build_column(column: Column, values: tuple[Any, ...]) -> Any:
    if column.type == "number":
        return np.array(values, dtype=_float_type(column))
    if column.type == "datetime":
        return _build_dates(column, values)
    if column.nullable and None in values:
        return _build_gappy(column, values)
    if column.dtype and column.dtype not in {"object", _PLAIN[column.type]}:
        return _as_extension(column, list(values))
    return _as_array(values, _PLAIN[column.type] if column.dtype != "object" else "object")


def _float_type(column: Column) -> str:
    """Numbers are float64, unless training had less of them; None becomes NaN by itself."""
    return column.dtype if column.dtype in {"float32", "float16"} else "float64"


def _build_gappy(column: Column, values: tuple[Any, ...]) -> Any:
    """Mark what is missing as the training data did."""
    if column.dtype and column.dtype not in {"object", "bool", "int64"}:
        return _as_extension(column, list(values))
    if column.type == "integer":
        return np.array(values, dtype="float64")
    if column.missing == "NaN":
        values = tuple(np.nan if value is None else value for value in values)
    return _as_array(values, "object")


def _as_array(values: tuple[Any, ...], dtype: str) -> Any:
    array = np.empty(len(values), dtype=dtype)
    array[:] = values
    # Said once more, as pandas 3 makes texts of objects that happen to be texts.
    return pd.Series(array, dtype="object") if dtype == "object" else array


def _as_extension(column: Column, values: list[Any]) -> Any:
    return pd.array(values, dtype=_dtype(column.dtype))


@cache
def _dtype(name: str) -> Any:
    """Look a type up once: by its name it is slow."""
    return pandas_dtype(name)


def _build_dates(column: Column, values: tuple[Any, ...]) -> Any:
    texts = pd.Series(list(values), dtype="object")
    dates = pd.to_datetime(texts, utc="UTC" in column.dtype, **_ISO)
    return dates.astype(column.dtype) if column.dtype else dates
