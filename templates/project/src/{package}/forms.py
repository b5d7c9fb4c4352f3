"""Records as the notebook has them (a table, an array, a list, a data set) ↔ one table.

A data set is what scikit-learn's loaders return: `data`, `target`, and names of both; a pair is
data beside its target. The table has a column a feature, and one for the target.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

TARGET = "target"


@dataclass(frozen=True)
class Form:
    """Form = kind, shape of a row, and for data with a target: form and columns of each.

    `names` are entries of a data set that do not depend on its rows, `reshaped` those that are
    its data in another shape, `make` is its class.
    """

    kind: str = "table"
    shape: tuple[int, ...] = ()
    data: "Form | None" = None
    target: "Form | None" = None
    columns: tuple[Any, ...] = ()
    answers: tuple[Any, ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict)
    reshaped: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    make: Any = None


def describe_form(records: Any) -> Form:
    """Say in which form records are; "other" where no table can be made of them."""
    if isinstance(records, Mapping):
        return _of_data_set(records) if "data" in records else Form("other")
    if isinstance(records, tuple):
        return _of_pair(*records) if _is_pair(records) else Form("other")
    if isinstance(records, list):
        return Form("rows" if _is_of_rows(records) else "list")
    return _of_columns(records)


def _of_columns(records: Any) -> Form:
    if isinstance(records, pd.DataFrame):
        return Form()
    if isinstance(records, pd.Series):
        return Form("column")
    shape = getattr(records, "shape", ())
    return Form("array", tuple(shape[1:])) if shape else Form("other")


def as_table(records: Any) -> pd.DataFrame:
    """Make a table of records of any form."""
    if isinstance(records, Mapping):
        return _joined(records["data"], records.get(TARGET), records.get("feature_names"))
    if isinstance(records, tuple):
        return _joined(*records)
    if isinstance(records, pd.DataFrame):
        return records
    return _as_columns(records)


def _as_columns(records: Any) -> pd.DataFrame:
    if isinstance(records, pd.Series):
        return records.to_frame("x0" if records.name is None else records.name)
    if isinstance(records, list) and not _is_of_rows(records):
        return pd.DataFrame({"x0": records})
    dense = records.toarray() if hasattr(records, "toarray") else np.asarray(records)
    flat = dense.reshape(len(dense), -1)
    return pd.DataFrame(flat, columns=[f"x{place}" for place in range(flat.shape[1])])


def restore(table: pd.DataFrame, form: Form) -> Any:
    """Give records that are rows of a table the form that they have in the notebook."""
    if form.kind in {"data set", "pair"}:
        return _with_target(table, form)
    if form.kind == "table":
        return table
    if form.kind == "column":
        return table.iloc[:, 0]
    if form.kind == "list":
        return table.iloc[:, 0].tolist()
    rows = table.to_numpy()
    return rows.tolist() if form.kind == "rows" else rows.reshape(len(rows), *form.shape)


def _is_of_rows(records: Any) -> bool:
    return bool(len(records)) and all(isinstance(row, list | tuple) for row in records)


def _is_pair(records: tuple[Any, ...]) -> bool:
    sizes = {len(part) if hasattr(part, "__len__") else -1 for part in records}
    return len(records) == 2 and len(sizes) == 1 and -1 not in sizes  # noqa: PLR2004 - a pair


def _of_pair(data: Any, target: Any) -> Form:
    table, answers = as_table(data), _answers(target)
    return Form(
        "pair",
        data=describe_form(data),
        target=describe_form(target),
        columns=tuple(table.columns),
        answers=tuple(answers.columns),
    )


def _of_data_set(records: Mapping[str, Any]) -> Form:
    table = _named(as_table(records["data"]), records.get("feature_names"))
    others = {k: v for k, v in records.items() if k not in {"data", TARGET, "frame"}}
    arrays = {k: v.shape for k, v in others.items() if isinstance(v, np.ndarray)}
    names = {k: v for k, v in others.items() if isinstance(v, list | np.ndarray)}
    target = records.get(TARGET)
    return Form(
        "data set",
        data=describe_form(records["data"]),
        target=None if target is None else describe_form(target),
        columns=tuple(table.columns),
        answers=() if target is None else tuple(_answers(target).columns),
        names={k: v for k, v in names.items() if len(v) != len(table)},
        reshaped={k: s[1:] for k, s in arrays.items() if s and np.prod(s) == table.size},
        make=type(records),
    )


def _joined(data: Any, target: Any = None, names: Any = None) -> pd.DataFrame:
    table = _named(as_table(data), names)
    if target is None or len(target) != len(table):
        return table
    return pd.concat([table, _answers(target).set_axis(table.index)], axis=1)


def _named(table: pd.DataFrame, names: Any) -> pd.DataFrame:
    fits = names is not None and len(names) == table.shape[1]
    return table.set_axis([str(name) for name in names], axis=1) if fits else table


def _answers(target: Any) -> pd.DataFrame:
    table = as_table(target)
    if hasattr(target, "columns") or getattr(target, "name", None) is not None:
        return table
    several = table.shape[1] > 1
    return table.set_axis([f"{TARGET}{c[1:]}" if several else TARGET for c in table], axis=1)


def _with_target(table: pd.DataFrame, form: Form) -> Any:
    rows = table[list(form.columns)]
    data = restore(rows, form.data or Form())
    target = None if form.target is None else restore(table[list(form.answers)], form.target)
    if form.kind == "pair":
        return data, target
    entries = {**form.names, "data": data, TARGET: target, "frame": table}
    for name, shape in form.reshaped.items():
        entries[name] = rows.to_numpy().reshape(len(rows), *shape)
    return form.make(entries) if form.make is dict else form.make(**entries)
