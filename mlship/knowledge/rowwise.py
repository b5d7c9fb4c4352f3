"""A method or function → what it does with the rows that it is given."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Manner = Literal[
    "local", "aggregate", "cross", "rows", "columns", "resample", "fit", "fit_transform",
    "fit_predict", "shapes", "names", "split", "parts", "dummies", "factorize", "bins", "concat",
    "merge", "constant", "dates",
]  # fmt: skip


def of_method(name: str) -> Manner:
    """Tell what a method does with the rows of its receiver, or those that it is given."""
    return _table("methods").get(name, "local")


def of_function(name: str) -> Manner:
    """Tell what a function, by its qualified name, does with the rows that it is given."""
    return _table("functions").get(name, "local")


def inverse_of(name: str) -> str:
    """Return the function of numpy, as ``np.expm1``, that undoes one; "" if none is known."""
    return _read()["inverses"].get(name, "")


@cache
def _table(section: str) -> Mapping[str, Manner]:
    rows = _read()[section]
    return {
        name: cast("Manner", manner) for manner, names in rows.items() for name in names.split()
    }


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    text = (files("mlship.knowledge") / "rowwise.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return found
