"""A step about to be run → the key of its outcome: everything that the outcome depends on."""

import inspect
import os
import sys
from collections.abc import Callable
from typing import Any

import joblib

from .fingerprint import PACKAGE, describe_code, digest, list_modules
from .reading import describe_parameters
from .sharing import describe_sharing, list_arrays
from .surroundings import list_versions

# Their generators' states cannot be taken down: steps that use them are always run.
_UNCACHED = {"keras", "mxnet", "tensorflow", "tf_keras"}
_PARAMS = f"{PACKAGE}.params"


def make_key(function: Callable[..., Any], args: tuple[Any, ...]) -> str | None:
    """Compute the key; None if something that matters cannot be put into it."""
    try:
        if _UNCACHED & (list_modules(function) | {_library(value) for value in args}):
            return None
        return str(joblib.hash(_describe(function, args)))
    except ValueError:
        return None


def describe_inputs(args: tuple[Any, ...]) -> list[str]:
    """Compute the fingerprints of the arguments, parameters apart."""
    return ["" if _is_params(value) else digest(value) for value in args]


def describe_generators(states: dict[str, Any], drawn: str) -> str:
    """Compute the fingerprint of the states of some generators ("numpy+python")."""
    return digest([(name, states.get(name)) for name in drawn.split("+")])


def _describe(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    names = list(inspect.signature(function).parameters)
    return {
        "function": f"{function.__module__}.{function.__name__}",
        "code": describe_code(function),
        "inputs": describe_inputs(args),
        "same": [next(i for i, other in enumerate(args) if other is value) for value in args],
        "sharing": describe_sharing(list_arrays(args)),
        "parameters": [
            sorted(describe_parameters(function, name, value).items())
            for name, value in zip(names, args, strict=False)
            if _is_params(value)
        ],
        "python": sys.version,
        "versions": list_versions(),
        "options": _describe_options(),
        "folder": os.getcwd(),
    }


def _library(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def _is_params(value: Any) -> bool:
    return type(value).__module__ == _PARAMS


def _describe_options() -> str:
    """Sum up the libraries' options that change results, or how these show."""
    loaded = (name for name in _OPTIONS if name in sys.modules)
    return digest({name: str(_OPTIONS[name](sys.modules[name])) for name in loaded})


_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "matplotlib": lambda matplotlib: dict(matplotlib.rcParams),
    "numpy": lambda numpy: numpy.get_printoptions(),
    "pandas": lambda pandas: getattr(pandas.options, "d", None),
    "sklearn": lambda sklearn: sklearn.get_config(),
}
