"""Whether a value is of a type, whether two values are the same, whether an estimator is fitted."""

import cmath
import importlib
import math
import numbers
import types
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

RELATIVE, ABSOLUTE = 1e-6, 1e-9
NUMBERS: dict[Any, Any] = {int: numbers.Integral, float: numbers.Real, complex: numbers.Complex}


def name_outputs(result: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Pair what a function gave back with the names of its outputs."""
    if len(names) > 1:
        assert result._fields == names
        return dict(zip(names, result, strict=True))
    return dict.fromkeys(names, result)


def has_type(value: Any, annotation: Any) -> bool:
    """Tell whether a value is what an annotation says; the types of elements are not looked at."""
    if annotation is Any or isinstance(annotation, TypeVar):
        return True
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        return any(has_type(value, choice) for choice in get_args(annotation))
    if origin is Literal:
        return value in get_args(annotation)
    if hasattr(annotation, "_fields"):
        hints = get_type_hints(annotation)
        return isinstance(value, annotation) and all(map(has_type, value, hints.values()))
    kind = origin or annotation
    numpy_bool = kind is bool and type(value).__name__ in {"bool", "bool_"}
    return numpy_bool or isinstance(value, NUMBERS.get(kind, kind or type(None)))


def is_fitted(estimator: Any) -> bool:
    """Tell whether an estimator has been fitted; what is not scikit-learn's way counts as such."""
    if not hasattr(estimator, "get_params") or not hasattr(estimator, "fit"):
        return estimator is not None
    validation = importlib.import_module("sklearn.utils.validation")
    try:
        validation.check_is_fitted(estimator)
    except importlib.import_module("sklearn.exceptions").NotFittedError:
        return False
    return True


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal, numbers but for rounding; of other objects, the types."""
    if type(one) is not type(other):
        return False
    if type(one).__module__.startswith("pandas.") and hasattr(one, "equals"):
        return one.equals(other) or _is_same_frame(one, other)
    if type(one).__name__ == "ndarray":
        return one.shape == other.shape and is_same(one.ravel().tolist(), other.ravel().tolist())
    return _is_same_plain(one, other)


def _is_same_plain(one: Any, other: Any) -> bool:
    match one:
        case float() | complex():
            return _is_close(one, other)
        case dict():
            return one.keys() == other.keys() and all(is_same(one[k], other[k]) for k in one)
        case list() | tuple():
            return len(one) == len(other) and all(map(is_same, one, other))
        case None | str() | bytes() | int() | set() | frozenset():
            return bool(one == other)
    return True


def _is_close(one: Any, other: Any) -> bool:
    if cmath.isnan(one) or cmath.isnan(other):
        return cmath.isnan(one) and cmath.isnan(other)
    if isinstance(one, complex):
        return abs(one - other) <= max(ABSOLUTE, RELATIVE * abs(one))
    return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _is_same_frame(one: Any, other: Any) -> bool:
    if hasattr(one, "columns"):
        same_names = list(one.columns) == list(other.columns) and one.index.equals(other.index)
        columns = range(one.shape[1] if same_names else 0)
        return same_names and all(
            _is_same_column(one.iloc[:, i], other.iloc[:, i]) for i in columns
        )
    return _is_same_column(one, other)


def _is_same_column(one: Any, other: Any) -> bool:
    return one.dtype == other.dtype and is_same(one.tolist(), other.tolist())
