"""A stage's function and its parameters → the values of only those that it reads."""

import ast
import dataclasses
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .files import describe_file
from .fingerprint import digest


def describe_parameters(function: Callable[..., Any], name: str, params: Any) -> dict[str, str]:
    """Compute the fingerprints of the parameters that code reads from its argument `name`."""
    tree = ast.parse(inspect.getsource(function))
    return {path: _describe(_follow(params, path)) for path in set(_find_paths(tree, name))}


def _find_paths(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield "train.n_estimators" for `params.train.n_estimators`, "" for a bare `params`."""
    inner = set()
    for node in ast.walk(tree):  # outer nodes come before inner ones
        if isinstance(node, ast.Attribute | ast.Name) and node not in inner:
            chain = list(_unfold(node))
            if isinstance(chain[-1], ast.Name) and chain[-1].id == name:
                inner.update(chain)
                yield ".".join(part.attr for part in reversed(chain) if hasattr(part, "attr"))


def _unfold(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    while isinstance(node, ast.Attribute):
        node = node.value
        yield node


def _follow(params: Any, path: str) -> Any:
    """Go down to the parameter; what comes after it ("path.parent") is no part of its name."""
    found = params
    for name in path.split(".") if path else []:
        if not dataclasses.is_dataclass(found):
            break
        found = getattr(found, name)
    return found


def _describe(value: Any) -> str:
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return digest({f.name: _describe(getattr(value, f.name)) for f in fields})
    if isinstance(value, Path):
        return digest((str(value), describe_file(value)))
    return digest(value)
