"""A call of numpy, of a series, of a loader of examples → its type, as the arguments decide."""

import ast
from collections.abc import Sequence

from mlship.ir.dataflow import Fact

FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
NUMBER = "numpy.float64"
GROUPS = "pandas.core.groupby.SeriesGroupBy"
FLAT_GROUPS = "pandas.core.groupby.FlatGroupBy"  # keys stay columns: all of it gives tables
OWNERS = ("numpy", "pandas.Series", "sklearn.datasets", GROUPS)
SINGLE = frozenset({NUMBER, "float", "numpy.int64", "numpy.bool_"})
ONE_NUMBER = frozenset({"int", "float", "bool", NUMBER, "numpy.int64"})
ELEMENTWISE = frozenset(
    {
        "clip", "sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos",
        "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "abs",
        "absolute", "fabs", "square", "power", "sign", "floor", "ceil", "rint", "round",
        "around", "isnan", "isinf", "isfinite", "logical_and", "logical_or", "logical_not",
        "maximum", "minimum", "fmax", "fmin", "add", "subtract", "multiply", "divide",
        "true_divide", "mod", "greater", "less", "equal", "not_equal", "nan_to_num",
        "heaviside", "reciprocal", "deg2rad", "rad2deg", "radians", "degrees", "trunc", "fix",
        "hypot", "bitwise_and", "bitwise_or", "bitwise_xor", "invert",
    }
)  # fmt: skip
# May be a single number, for vectors: then nothing is sure.
PRODUCTS = frozenset({"dot", "inner", "vdot", "matmul", "interp", "polyval", "take", "choose"})
PERCENTILES = frozenset({"percentile", "quantile", "nanpercentile", "nanquantile"})
# May be a single number, a table, or several arrays.
UNSURE = PRODUCTS | {"meshgrid", "nonzero", "cov", "corrcoef", "polyfit"}
GENERATORS = frozenset({"numpy.random", "numpy.random.Generator", "numpy.random.RandomState"})
# Position of `size`, from which on a draw is many; -1: each argument is a size.
SIZES = {
    **dict.fromkeys(("rand", "randn"), -1),
    **dict.fromkeys(("random", "random_sample", "ranf", "sample", "standard_normal"), 0),
    **dict.fromkeys(("choice", "poisson", "exponential", "geometric", "chisquare"), 1),
    **dict.fromkeys(("standard_t", "rayleigh", "weibull", "pareto", "power"), 1),
    **dict.fromkeys(("normal", "uniform", "randint", "integers", "beta", "binomial", "gamma"), 2),
    **dict.fromkeys(("laplace", "logistic", "lognormal", "gumbel", "vonmises"), 2),
    "triangular": 3,
}


def refine(fact: Fact, result: str, types: Sequence[str], node: ast.Call | None) -> str:
    """Return the type of a call's result, "" where its arguments make it unsure."""
    owner, _, name = fact.name.rpartition(".")
    if node is not None and (owner, name) == (FRAME, "groupby"):
        return FLAT_GROUPS if "as_index" in _named(node) and _is_false(node, "as_index") else result
    if node is None or not owner.startswith(OWNERS):
        return result
    if owner == "sklearn.datasets":
        return _example(name, result, node)
    if owner in GENERATORS:
        return _drawn(name, result, len(node.args), _named(node))
    return _computed(owner, name, result, types, node)


def _named(node: ast.Call) -> set[str | None]:
    return {keyword.arg for keyword in node.keywords}


def _example(name: str, result: str, node: ast.Call) -> str:
    """A loader of examples gives a bunch of arrays, unless it is asked for something else."""
    given = _named(node)
    as_arrays = "as_frame" in given and _is_false(node, "as_frame")
    by_default = name != "fetch_openml" and "as_frame" not in given
    is_bunch = "return_X_y" not in given and (as_arrays or by_default)
    return result if is_bunch else ""


def _computed(owner: str, name: str, result: str, types: Sequence[str], node: ast.Call) -> str:
    """Return the type of what is computed from arrays or series."""
    if owner == GROUPS and name in {"agg", "aggregate"}:
        return _aggregated(types, node, result)
    if result in SINGLE:
        return _reduced(owner, name, result, types, node)
    if owner == "numpy" and result == ARRAY:
        return _array(name, types, node)
    return "" if owner == ARRAY and name in {"dot", "nonzero", "take"} else result


def _aggregated(types: Sequence[str], node: ast.Call, result: str) -> str:
    """By one function a series of groups becomes a series, by several a table."""
    if len(types) != 1 or node.keywords:
        return ""
    return FRAME if types[0] == "list" else result if types[0] in {"str", "function"} else ""


def _is_false(node: ast.Call, name: str) -> bool:
    values = [keyword.value for keyword in node.keywords if keyword.arg == name]
    return all(isinstance(each, ast.Constant) and each.value is False for each in values)


def _drawn(name: str, result: str, positional: int, given: set[str | None]) -> str:
    if result != ARRAY or name not in SIZES or "size" in given:
        return result
    return ARRAY if positional > max(SIZES[name], 0) else ""


def _reduced(owner: str, name: str, result: str, types: Sequence[str], node: ast.Call) -> str:
    """A reduction of an array gives one number, unless it goes along an axis."""
    own = int(owner == "numpy")  # whose functions are given the array, too
    reduced, *more = [owner, *types, "", ""][own:]
    further = len(node.args) - own
    if name in PERCENTILES:
        return result if more[0] in ONE_NUMBER and further <= 1 else ""
    if reduced == ARRAY and _keeps_rows(node):
        return ARRAY
    goes_along = further > 0 or not _named(node).isdisjoint({"axis", "keepdims"})
    return "" if goes_along or reduced == FRAME else result


def _keeps_rows(node: ast.Call) -> bool:
    """Tell whether it is the second or a later axis that goes: an array with one has another."""
    axes = (keyword.value for keyword in node.keywords if keyword.arg == "axis")
    return any(
        isinstance(a, ast.Constant) and isinstance(a.value, int) and a.value > 0 for a in axes
    )


def _array(name: str, types: Sequence[str], node: ast.Call) -> str:
    if name in ELEMENTWISE:
        return next((table for table in (FRAME, SERIES, ARRAY) if table in types), "")
    if name == "where":
        return ARRAY if len(node.args) > 1 else "tuple"
    if name == "unique":
        return "" if any(text and text.startswith("return_") for text in _named(node)) else ARRAY
    return "" if name in UNSURE else ARRAY
