"""Raw records → what their columns hold, and records in the form of those trained on."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from .dates import find_formats, find_other

_MOST_CATEGORIES = 50
_COUNTED = 100_000  # rows
_UNSEEN = "a value never seen"
_KINDS = {"i": "integer", "u": "integer", "f": "number", "b": "boolean", "M": "datetime"}


class RecordError(ValueError):
    """A record does not have what the model needs; `field` names the column."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def describe(records: pd.DataFrame) -> dict[str, Any]:
    """Say of each column its type, whether it may be empty, its values or range, an example."""
    return {"columns": [_describe_column(records[name]) for name in records.columns]}


def describe_unseen(
    column: dict[str, Any], values: pd.Series, takes: Callable[[str], bool]
) -> None:
    """Say what becomes of texts that training has not seen; `takes` tells if one is answered.

    Where no text is but a date of the same form, any such date is taken.
    """
    forms = find_formats(values) if column["type"] == "string" else []
    if not forms and "categories" not in column:
        return
    is_open = takes(_UNSEEN)
    taken = [] if is_open else [form for form in forms if takes(find_other(values, form))]
    if taken:
        column["format"] = taken[0]
        column.pop("categories", None)
    elif "categories" in column:
        column["unknown"] = "warn" if is_open else "reject"


def describe_target(name: str, answers: Any, classes: Any) -> dict[str, Any]:
    """Say what is predicted: its labels, or the range of a number."""
    if classes is not None:
        return {"name": name, "labels": [_plain(label) for label in classes]}
    numbers = pd.Series(np.ravel(answers))
    if numbers.dtype.kind not in _KINDS or not len(numbers):
        return {"name": name}
    return {"name": name, "minimum": _plain(numbers.min()), "maximum": _plain(numbers.max())}


def _describe_column(column: pd.Series) -> dict[str, Any]:
    kind = _KINDS.get(column.dtype.kind, "string")
    known = column.dropna()
    found: dict[str, Any] = {
        "name": str(column.name),
        "type": kind,
        "dtype": str(column.dtype),
        "missing": "None" if any(value is None for value in column) else "NaN",
        "nullable": bool(column.isna().any()),
        "example": _plain(known.iloc[0]) if len(known) else None,
    }
    if kind in {"integer", "number"} and len(known):
        found |= {"minimum": _plain(known.min()), "maximum": _plain(known.max())}
    elif kind == "string" and known.nunique() <= _MOST_CATEGORIES:
        found["categories"] = sorted({_plain(value) for value in known.unique()}, key=str)
    return found


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, bool | int | float | str) else str(value)


def find_most_common(column: pd.Series) -> Any:
    """Return the value that a column has most often; of a long one, rows spread over it tell."""
    known = column.dropna()
    counts = known.iloc[:: len(known) // _COUNTED + 1].value_counts()
    return counts.index[0] if len(counts) else None


def conform(records: Any, needed: list[Any], dtypes: Mapping[Any, str]) -> pd.DataFrame:
    """Give records the columns and types of those that the model was trained on.

    Raises:
        RecordError: a column is missing, or holds what cannot be of its type.
    """
    frame = pd.DataFrame(records).reset_index(drop=True)
    for name in needed:
        if name not in frame.columns:
            raise RecordError(f"The column {name} is missing.", str(name))
    known = [c for c in frame.columns if c in dtypes]
    return pd.DataFrame({c: _convert(frame[c], dtypes[c]) for c in known}, index=frame.index)


def _convert(column: pd.Series, dtype: str) -> pd.Series:
    if str(column.dtype) == dtype:
        return column
    try:
        if dtype.startswith(("int", "uint", "float")):
            numbers = pd.to_numeric(column)
            return numbers.astype("float64" if numbers.isna().any() else dtype)
        if dtype.startswith("datetime"):
            return pd.to_datetime(column)
        kept: Any = column.where(column.notna(), float("nan"))
        return kept.astype(dtype)
    except (ValueError, TypeError) as error:
        message = f"The column {column.name} is not {dtype}: {error}"
        raise RecordError(message, str(column.name)) from error
