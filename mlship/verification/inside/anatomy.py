"""A value → its parts: leaves (scalars, arrays, texts) and branches with labelled children.

Two values that mean the same have the same anatomy, whatever run or module they come from: sets
are without order, a class of the notebook's own is known by its name, shared objects count as
often as they are reached.
"""

import collections
import datetime as dt
import decimal
import enum
import fractions
import functools
import io
import logging
import pathlib
import re
import sys
import types
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .functions import added_to_own, describe_class, describe_function, describe_method
from .parts import Branch, Leaf, Opaque, Part
from .strangers import Raised, call, call_or

PLAIN = (type(None), bool, int, float, complex, str, bytes)
TEXTUAL = (
    dt.date, dt.time, dt.timedelta, dt.tzinfo, decimal.Decimal,
    fractions.Fraction, pathlib.PurePath, uuid.UUID, enum.Enum, range, slice, re.Pattern,
    type(Ellipsis), type(NotImplemented),
)  # fmt: skip
NAMED = (
    type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType,
    types.MethodWrapperType, types.WrapperDescriptorType, types.GenericAlias,
)  # fmt: skip
OPAQUE = (io.IOBase, types.GeneratorType, types.CoroutineType, types.FrameType, types.CodeType)
# Characters of a key that are its label.
LABEL = 60
# What estimators keep of the clock and of where things lie: never the same twice, not learned.
PASSING = re.compile(
    r"(^|_)(fit|score|refit|train|training|elapsed|run|wall)_?times?_?$|^_stop_words_id$"
)
# What these hold is taken apart; an object that is larger than that and its slots hides something.
CONTAINERS: tuple[type, ...] = (dict, list, tuple, set, frozenset)
POINTER = 8  # bytes


def describe(value: object) -> Part:
    """Take one value apart, one level deep."""
    kind = type(value)
    if isinstance(value, PLAIN) and kind in PLAIN:
        return Leaf(kind.__name__, value)
    for matches, make in (*_LIBRARIES, *_STANDARD):
        if matches(value):
            return make(value)
    return _describe_object(value)


def class_name(kind: type) -> str:
    """Name a class; one that the notebook or the project defines goes by its own name alone."""
    top = kind.__module__.partition(".")[0]
    ours = top in OWN or top == "builtins"
    return _own_name(kind.__qualname__) if ours else f"{kind.__module__}.{kind.__qualname__}"


def _own_name(qualified: str) -> str:
    """Leave out the function that a definition stands in: the notebook's own has none."""
    return qualified.rpartition("<locals>.")[2]


# Modules that hold the notebook's own code: its kernel's, and the project's package.
OWN = {"__main__", "__mp_main__"}


def _describe_object(value: object) -> Part:
    """Take an object apart by its attributes, else by what it would be pickled as."""
    kind = class_name(type(value))
    state = _attributes(value)
    if state is None:
        return _reduced(value, kind)
    children = [(f".{name}", state[name]) for name in sorted(state)]
    if hasattr(value, "get_params"):
        children = [_without_times(pair) for pair in children if not _is_passing(value, pair[0])]
    if _is_ours(type(value)):
        children.append((" class", type(value)))
    return Branch(f"object {kind}", [*children, *_items(value), *_hidden(value)])


def _is_passing(estimator: Any, label: str) -> bool:
    """Tell what an estimator keeps of the clock; what it is told is none of it."""
    name = label.removeprefix(".")
    return bool(PASSING.search(name)) and name not in call_or(estimator.get_params, {})


def _hidden(value: object) -> list[tuple[str, object]]:
    """Return what code written in C keeps out of sight, as far as it can be pickled."""
    kind = type(value)
    base = next((each for each in CONTAINERS if isinstance(value, each)), object)
    pointers = len(_slots_of(kind)) + (kind.__dictoffset__ > 0) + (kind.__weakrefoffset__ > 0)
    seen = base.__basicsize__ + pointers * POINTER
    return [(" hidden", _reduced(value, class_name(kind)))] if kind.__basicsize__ > seen else []


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in OWN


def _attributes(value: object) -> dict[str, object] | None:
    """Return the attributes by name, those in slots included; None if there is no such thing."""
    slots = [name for name in _slots_of(type(value)) if hasattr(value, name)]
    if not hasattr(value, "__dict__") and not slots:
        return None
    if type(value).__module__.partition(".")[0] in {"xgboost", "lightgbm", "catboost"} and hasattr(
        value, "__getstate__"
    ):
        state = value.__getstate__()
        return {str(k): v for k, v in state.items()} if isinstance(state, Mapping) else None
    found = dict(getattr(value, "__dict__", {}))
    return {**{name: getattr(value, name) for name in slots}, **found}


def _slots_of(kind: type) -> list[str]:
    named = (name for each in kind.__mro__ for name in _as_names(vars(each).get("__slots__", ())))
    return [name for name in named if name not in {"__dict__", "__weakref__"}]


def _as_names(slots: Any) -> list[str]:
    return [slots] if isinstance(slots, str) else [str(name) for name in slots]


def _items(value: object) -> list[tuple[str, object]]:
    """Return what a subclass of a container holds besides its attributes."""
    if isinstance(value, dict):
        return [("items", dict(value))]
    if isinstance(value, list | tuple):
        return [("items", list(value))]
    return [("items", set(value))] if isinstance(value, set | frozenset) else []


def _without_times(pair: tuple[str, object]) -> tuple[str, object]:
    label, child = pair
    if label == ".cv_results_" and isinstance(child, dict):
        child = {k: v for k, v in child.items() if not PASSING.search(str(k))}
    return label, child


def _reduced(value: object, kind: str) -> Part:
    reduced = call(lambda: value.__reduce_ex__(4))
    if isinstance(reduced, Raised):
        return Opaque(kind)
    if isinstance(reduced, str):
        return Leaf("name", reduced)
    _, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    children = [("arguments", arguments), ("state", state)]
    children += [("items", list(items))] if items is not None else []
    children += [("pairs", list(pairs))] if pairs is not None else []
    return Branch(f"object {kind}", children)


def _describe_mapping(value: Any) -> Part:
    children = [(f"[{_text(k)}]", _Item(k, v)) for k, v in value.items()]
    return Branch(_kind(value), children, ordered=isinstance(value, collections.OrderedDict))


@dataclass(frozen=True)
class _Item:
    """A key and its value: both count."""

    key: object
    value: object


def _kind(value: object) -> str:
    return class_name(type(value))


def _text(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LABEL else f"{text[: LABEL - 3]}..."


def _describe_sequence(value: Any) -> Part:
    fields = getattr(value, "_fields", None)
    labels = [f".{name}" for name in fields] if fields else [f"[{i}]" for i in range(len(value))]
    return Branch(_kind(value), list(zip(labels, value, strict=True)))


def _describe_set(value: Any) -> Part:
    return Branch(_kind(value), [("{}", item) for item in value], ordered=False)


def _describe_partial(value: Any) -> Part:
    if added_to_own(value) and _is_own(value.func):
        return describe_function(value.func, value.keywords)
    return Branch("partial", [("f", value.func), ("a", value.args), ("k", value.keywords)])


def _is_own_class(value: object) -> bool:
    return isinstance(value, type) and _is_ours(value)


def _describe_class(value: type) -> Part:
    return describe_class(value, [base for base in value.__bases__ if _is_ours(base)])


def _is_own(value: object) -> bool:
    """Tell a function that the notebook or the project defines."""
    module = getattr(value, "__module__", None) or ""
    return isinstance(value, types.FunctionType) and module.partition(".")[0] in OWN


def _is_bound(value: object) -> bool:
    """Tell a method with its object; a library's functions are bound to their module."""
    owner = getattr(value, "__self__", None)
    bound = isinstance(value, types.MethodType | types.BuiltinMethodType)
    return bound and owner is not None and not isinstance(owner, types.ModuleType | type)


def _describe_name(value: object) -> Part:
    name = getattr(value, "__qualname__", getattr(value, "__name__", repr(value)))
    return Leaf("name", _own_name(str(name)))


_Rule = tuple[Callable[[Any], bool], Callable[[Any], Part]]

_STANDARD: tuple[_Rule, ...] = (
    (lambda v: isinstance(v, _Item), lambda v: Branch("item", [("key", v.key), ("", v.value)])),
    (lambda v: isinstance(v, io.BytesIO | io.StringIO), lambda v: Leaf(_kind(v), v.getvalue())),
    (lambda v: isinstance(v, OPAQUE), lambda v: Opaque(_kind(v))),
    (lambda v: isinstance(v, logging.Logger), lambda v: Leaf("logger", v.name)),
    (lambda v: isinstance(v, TEXTUAL), lambda v: Leaf(_kind(v), repr(v))),
    (lambda v: isinstance(v, functools.partial), _describe_partial),
    (_is_own, describe_function),
    (_is_own_class, _describe_class),
    (_is_bound, describe_method),
    (lambda v: isinstance(v, NAMED), _describe_name),
    (lambda v: type(v).__name__ in {"dict_keys", "dict_values", "dict_items"},
     lambda v: Branch(type(v).__name__, [("items", list(v))])),
    (lambda v: isinstance(v, dict) and not _has_attributes(v), _describe_mapping),
    (lambda v: isinstance(v, list | tuple) and not _has_attributes(v), _describe_sequence),
    (lambda v: isinstance(v, set | frozenset) and not _has_attributes(v), _describe_set),
    (lambda v: isinstance(v, bytearray | memoryview), lambda v: Leaf("bytes", bytes(v))),
    (lambda v: isinstance(v, Iterator), lambda v: Opaque(_kind(v))),
)  # fmt: skip


def _has_attributes(value: object) -> bool:
    return bool(getattr(value, "__dict__", None))


def _from(module: str, *names: str) -> Callable[[object], bool]:
    """Match instances of a library's classes, without importing the library."""

    def matches(value: object) -> bool:
        loaded = sys.modules.get(module)
        kinds = tuple(k for n in names if isinstance(k := getattr(loaded, n, None), type))
        return bool(kinds) and isinstance(value, kinds)

    return matches


def _describe_array(array: Any) -> Part:
    if array.dtype.names:  # field by field: what pads them is arbitrary
        fields = [(f"[{name!r}]", array[name]) for name in array.dtype.names]
        return Branch(f"array {array.dtype}", fields)
    if array.dtype == object:
        return _describe_objects(array)
    return Leaf(f"array {array.dtype}", array)


def _describe_masked(value: Any) -> Part:
    """Take a masked array apart; what lies under the mask is whatever was in memory."""
    import numpy as np

    if value.dtype.names:
        fields = [(f"[{name!r}]", value[name]) for name in value.dtype.names]
        return Branch(f"MaskedArray {value.dtype}", fields)
    mask = np.ma.getmaskarray(value)
    data = np.where(mask, np.zeros((), value.dtype), value.data)
    return Branch("MaskedArray", [("mask", mask), ("data", data)])


def _describe_objects(array: Any) -> Part:
    """Keep an array of plain scalars as it is; take any other apart."""
    if all(type(item) in PLAIN for item in array.flat):
        return Leaf("array object", array)
    return Branch(f"array object {array.shape}", [(f"[{i}]", v) for i, v in enumerate(array.flat)])


def _describe_frame(frame: Any) -> Part:
    columns = [(f"[{_text(name)}]", frame.iloc[:, i].array) for i, name in enumerate(frame.columns)]
    return Branch("DataFrame", [("columns", frame.columns), ("index", frame.index), *columns])


def _describe_series(series: Any) -> Part:
    return Branch(
        "Series", [("name", series.name), ("index", series.index), ("values", series.array)]
    )


def _describe_index(index: Any) -> Part:
    if hasattr(index, "levels"):
        levels = [(f"level {i}", index.get_level_values(i)) for i in range(index.nlevels)]
        return Branch("MultiIndex", levels)
    # A range and the same numbers written out are the same labels.
    return Branch(f"Index {index.dtype}", [("name", index.name), ("values", index.array)])


def _describe_extension(array: Any) -> Part:
    import numpy as np

    kind = f"{array.dtype}"
    if type(array).__name__ in {"PandasArray", "NumpyExtensionArray"}:
        return describe(array.to_numpy())
    if kind == "category":
        children = [("categories", array.categories), ("codes", array.codes)]
        return Branch("category", [*children, ("ordered", bool(array.ordered))])
    if hasattr(array, "asi8"):
        return Branch(kind, [("", Leaf(f"array {kind}", np.asarray(array.asi8)))])
    return Branch(kind, [("", np.asarray(array, dtype=object))])


def _describe_sparse(matrix: Any) -> Part:
    rows = matrix.tocsr().copy()
    rows.sum_duplicates()
    shape = [("shape", tuple(matrix.shape)), ("data", rows.data)]
    return Branch(_kind(matrix), [*shape, ("indices", rows.indices), ("indptr", rows.indptr)])


def _describe_scalar(value: Any) -> Part:
    if value.dtype.names:
        return Branch(f"{value.dtype}", [(name, value[name]) for name in value.dtype.names])
    return Leaf(str(value.dtype), value.item() if value.dtype.kind in "biufcSU" else repr(value))


def _describe_tensor(value: Any) -> Part:
    return Branch(f"Tensor {value.dtype}", [("", value.detach().cpu().numpy())])


def _describe_network(value: Any) -> Part:
    said = [("state", dict(value.state_dict())), ("layers", repr(value))]
    return Branch(_kind(value), [*said, (" class", type(value))])


def _describe_keras(value: Any) -> Part:
    return Branch(_kind(value), [("weights", value.get_weights())])


def _is_untrained(value: Any) -> bool:
    """Tell a pipeline of scikit-learn's whose last step was not fitted: it answers nothing yet."""
    if not _from("sklearn.pipeline", "Pipeline")(value) or not value.steps:
        return False
    last = value.steps[-1][1]
    check = sys.modules["sklearn.utils.validation"].check_is_fitted
    return hasattr(last, "get_params") and isinstance(call(lambda: check(last)), Raised)


def _describe_untrained(value: object) -> Part:
    """Take apart what a pipeline is made of; steps that it shares with others may be fitted."""
    bare = call(lambda: sys.modules["sklearn.base"].clone(value))
    return _describe_object(value if isinstance(bare, Raised) else bare)


# What statsmodels' models and results are, whatever compiled filters they hold besides.
SAID_BY_STATSMODELS = (
    "endog", "exog", "order", "seasonal_order", "trend", "params", "fittedvalues", "resid", "llf",
)  # fmt: skip


def _is_of_statsmodels(value: object) -> bool:
    is_theirs = type(value).__module__.partition(".")[0] == "statsmodels"
    return is_theirs and (hasattr(value, "endog") or hasattr(value, "params"))


def _describe_statsmodels(value: object) -> Part:
    said = {name: call(functools.partial(getattr, value, name)) for name in SAID_BY_STATSMODELS}
    if options := getattr(value, "_get_init_kwds", None):
        said["options"] = call(options)
    there = {name: part for name, part in said.items() if not isinstance(part, Raised)}
    return Branch(_kind(value), [(f".{name}", part) for name, part in there.items()])


# Where the state of scikit-learn's search trees counts the questions asked: nothing learned.
COUNTERS = slice(7, 11)


def _describe_search_tree(value: Any) -> Part:
    state = list(value.__getstate__())
    del state[COUNTERS]
    return Branch(_kind(value), [("state", state)])


def _describe_picture(value: Any) -> Part:
    pixels = call(value.tobytes)
    if isinstance(pixels, Raised):
        return Opaque(_kind(value))
    return Branch("picture", [("mode", value.mode), ("size", value.size), ("pixels", pixels)])


_LIBRARIES: tuple[_Rule, ...] = (
    (lambda v: isinstance(v, Leaf | Branch | Opaque), lambda v: v),
    (_from("numpy.ma", "MaskedArray"), _describe_masked),
    (_from("numpy", "ndarray"), _describe_array),
    (_from("numpy", "generic"), _describe_scalar),
    (_from("numpy", "dtype", "ufunc"), lambda v: Leaf("dtype", str(v))),
    (_from("pandas", "DataFrame"), _describe_frame),
    (_from("pandas", "Series"), _describe_series),
    (_from("pandas", "Index"), _describe_index),
    (_from("pandas.api.extensions", "ExtensionArray"), _describe_extension),
    (_from("pandas.api.extensions", "ExtensionDtype"), lambda v: Leaf("dtype", str(v))),
    (_from("pandas", "Timestamp", "Timedelta", "Period", "Interval", "DateOffset"),
     lambda v: Leaf(_kind(v), repr(v))),
    (lambda v: type(v).__module__.startswith("pandas") and str(v) in {"NaT", "<NA>"},
     lambda v: Leaf("missing", str(v))),
    (_from("scipy.sparse", "spmatrix", "sparray"), _describe_sparse),
    (_from("torch", "Tensor"), _describe_tensor),
    (_from("torch.nn", "Module"), _describe_network),
    (_from("keras", "Model"), _describe_keras),
    (_from("sklearn.neighbors._kd_tree", "KDTree", "KDTree32"), _describe_search_tree),
    (_from("sklearn.neighbors._ball_tree", "BallTree", "BallTree32"), _describe_search_tree),
    (_is_of_statsmodels, _describe_statsmodels),
    (_is_untrained, _describe_untrained),
    (_from("PIL.Image", "Image"), _describe_picture),
    (_from("matplotlib.artist", "Artist"), lambda v: Opaque(_kind(v))),
)  # fmt: skip
