"""A run of a notebook or a pipeline → its metric calls, one JSON line each, in order.

Loaded into the interpreter that is measured, so it needs nothing but what is there: functions of
sklearn.metrics, `score` of estimators and searches, and cross validation are replaced by ones that
write their value down. Calls inside of such a call are not counted.
"""

import functools
import importlib
import json
import os
import random
import re
import threading
import types
from collections.abc import Callable
from pathlib import Path

METRIC = re.compile(r"(_score|_error|_loss|_matrix|_deviance|^auc)$")
METHODS = (
    ("sklearn.base", "ClassifierMixin"),
    ("sklearn.base", "RegressorMixin"),
    ("sklearn.pipeline", "Pipeline"),
    ("sklearn.model_selection._search", "BaseSearchCV"),
)
LONGEST_ARRAY = 200
Function = Callable[..., object]


class Log:
    """A file of JSON lines, and how deep in metric calls the running thread is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.running = threading.local()

    def write(self, kind: str, name: str, value: object) -> None:
        """Append one line if the value is a number or a small array of numbers."""
        numbers = as_numbers(value)
        if numbers is not None:
            line = json.dumps({"kind": kind, "name": name, "value": numbers})
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


def install(variable: str) -> Log | None:
    """Start writing down, if the environment names a file; seed Python's and numpy's generator.

    The variable is taken away, so that the run's own worker processes write nothing.
    """
    path = os.environ.pop(variable, None)
    if path is None:
        return None
    log = Log(Path(path))
    replace_functions(log)
    seed()
    return log


def seed() -> None:
    """Put the global generators where every measured run begins."""
    random.seed(0)
    try:
        numpy_random = importlib.import_module("numpy.random")
    except ImportError:
        return
    numpy_random.seed(0)


def replace_functions(log: Log) -> None:
    """Replace what computes metrics, in the modules where it is defined and exported."""
    try:
        metrics = importlib.import_module("sklearn.metrics")
        selection = importlib.import_module("sklearn.model_selection")
    except ImportError:
        return
    for name in filter(METRIC.search, metrics.__all__):
        replace_function(metrics, name, log)
    replace_function(selection, "cross_val_score", log)
    for module, owner in METHODS:
        replace_method(getattr(importlib.import_module(module), owner), log)


def replace_function(exporter: object, name: str, log: Log) -> None:
    """Replace one function where it is exported and, so that it still pickles, where it lives."""
    function = getattr(exporter, name)
    home = importlib.import_module(function.__module__)
    noted = noting(function, name, log)
    setattr(exporter, name, noted)
    setattr(home, name, noted)


def replace_method(owner: type, log: Log) -> None:
    """Replace the method `score` of a class that defines it as a plain function."""
    method = owner.__dict__.get("score")
    if isinstance(method, types.FunctionType):
        setattr(owner, "score", noting(method, "score", log))  # noqa: B010 - mypy: a type


def noting(function: Function, name: str, log: Log) -> Function:
    """Wrap a function so that its outermost calls are written down."""

    @functools.wraps(function)
    def noted(*args: object, **kwargs: object) -> object:
        depth = getattr(log.running, "depth", 0)
        log.running.depth = depth + 1
        try:
            value = function(*args, **kwargs)
        finally:
            log.running.depth = depth
        if depth == 0:
            log.write("call", name, value)
        return value

    return noted


def as_numbers(value: object) -> list[float] | float | None:
    """Give a number or a flat list of numbers; None for all else."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, list | tuple):
        return flat(value)
    return None


def flat(values: list[object] | tuple[object, ...]) -> list[float] | None:
    """Flatten nested lists of numbers, or None where something else is in them."""
    found: list[float] = []
    for value in values:
        numbers = as_numbers(value)
        if numbers is None:
            return None
        found.extend(numbers if isinstance(numbers, list) else [numbers])
    return found if 0 < len(found) <= LONGEST_ARRAY else None
