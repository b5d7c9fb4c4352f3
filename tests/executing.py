"""A program comes in → what it computes goes out, in a world of its own each time."""

import ast
import contextlib
import os
import random
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping
from unittest.mock import patch

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from mlship.ir.program import Program

# What a statement of a random program may fail with.
FAILURES = (LookupError, TypeError, ValueError, AttributeError, RuntimeError, OSError, NameError)


@contextlib.contextmanager
def fresh_world(seed: int) -> Iterator[None]:
    """Give a folder, options, a figure, an environment; generators start from a seed of ours."""
    np.random.seed(seed)  # noqa: NPY002 - the global generator is a part of the world
    random.seed(seed)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(patch.dict(os.environ))
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(mpl.rc_context({"backend": "Agg"}))
        stack.enter_context(np.printoptions(precision=8))
        stack.enter_context(pd.option_context("display.precision", 6))
        warnings.simplefilter("ignore")
        yield
        plt.close("all")


def execute(node: ast.stmt, space: dict[str, object]) -> None:
    """Run one statement."""
    exec(compile(ast.Module([node], []), "<law>", "exec"), space, space)  # noqa: S102


def run(
    program: Program, indexes: Iterable[int], names: Iterable[str], *, seed: int = 0
) -> Mapping[str, list[object]]:
    """Run some statements of a program and return what can be seen of these variables."""
    space: dict[str, object] = {}
    with fresh_world(seed):
        for index in indexes:
            execute(program.statements[index].node, space)
        return {name: seen(space[name]) for name in names if name in space}


def runnable(program: Program) -> Program:
    """Cut a program before the first statement that fails."""
    space: dict[str, object] = {}
    count = 0
    with fresh_world(0):
        for statement in program.statements:
            try:
                execute(statement.node, space)
            except FAILURES:
                break
            count += 1
    return Program(notebook=program.notebook, statements=program.statements[:count])


def seen(value: object) -> list[object]:
    """What can be seen of a value: its elements, and which of them are the same object."""
    return list(_walk(value, {}))


def _walk(value: object, known: dict[int, int]) -> Iterator[object]:
    if isinstance(value, int | str | float | type(None)):
        yield repr(value)
        return
    if id(value) in known:
        yield ("again", known[id(value)])
        return
    known[id(value)] = len(known)
    yield type(value).__name__
    for part in _parts(value):
        yield from _walk(part, known)


def _parts(value: object) -> Iterable[object]:
    match value:
        case list() | tuple():
            return value
        case dict():
            return [part for pair in value.items() for part in pair]
        case pd.DataFrame() | pd.Series() | np.ndarray():
            return (_table(value),)
        case np.generic() | BaseEstimator():
            return (repr(value),)
        case _:
            return vars(value).values() if hasattr(value, "__dict__") else ()


def _table(value: pd.DataFrame | pd.Series | np.ndarray) -> str:
    labels = "" if isinstance(value, np.ndarray) else [*value.axes, getattr(value, "name", "")]
    return repr((np.asarray(value).tolist(), labels))
