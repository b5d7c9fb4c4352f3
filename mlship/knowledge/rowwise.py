"""A method or function → what it does with the rows that it is given."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Manner = Literal[
    "local", "aggregate", "cross", "rows", "columns", "resample", "fit", "fit_transform",
    "shapes", "names", "split", "parts", "dummies", "factorize", "bins", "concat", "merge",
]  # fmt: skip


def of_method(name: str) -> Manner:
    """Tell what a method does with the rows of its receiver, or those that it is given."""
    return _table("methods").get(name, "local")


def of_function(name: str) -> Manner:
    """Tell what a function, by its qualified name, does with the rows that it is given."""
    return _table("functions").get(name, "local")


@cache
def _table(section: str) -> Mapping[str, Manner]:
    text = (files("mlship.knowledge") / "rowwise.toml").read_text(encoding="utf-8")
    rows: Mapping[Manner, str] = tomllib.loads(text)[section]
    return {name: manner for manner, names in rows.items() for name in names.split()}
