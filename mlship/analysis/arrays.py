"""A call of numpy, of a series, of a loader of examples → its type, as the arguments decide."""

import ast
from collections.abc import Sequence

from mlship.ir.dataflow import Fact

FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
NUMBER = "numpy.float64"
GROUPS = "pandas.core.groupby.SeriesGroupBy"
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
    if node is None or not owner.startswith(OWNERS):
        return result
    given = {keyword.arg for keyword in node.keywords}
    if owner == "sklearn.datasets":
        plain = "as_frame" in given and _is_false(node, "as_frame")
        asked = given & {"return_X_y"} or (given & {"as_frame"} and not plain)
        return "" if asked or (name == "fetch_openml" and not plain) else result
    if owner in {"numpy.random", "numpy.random.Generator", "numpy.random.RandomState"}:
        return _drawn(name, result, len(node.args), given)
    return _computed(owner, name, result, types, node)


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
    own = 1 if owner == "numpy" else 0
    if name in PERCENTILES or (name == "quantile"):
        shares = types[own : own + 1] or [""]
        return result if shares[0] in ONE_NUMBER and len(node.args) <= own + 1 else ""
    along = {"axis", "keepdims"} & {keyword.arg for keyword in node.keywords}
    if (ARRAY in types[:1] or owner == ARRAY) and _keeps_rows(node):
        return ARRAY
    tables = {FRAME, SERIES} & set(types[:1]) if owner == "numpy" else set()
    return "" if along or FRAME in tables or len(node.args) > own else result


def _keeps_rows(node: ast.Call) -> bool:
    """Tell whether it is the second or a later axis that goes: an array with one has another."""
    axes = (keyword.value for keyword in node.keywords if keyword.arg == "axis")
    return any(
        isinstance(a, ast.Constant) and isinstance(a.value, int) and a.value > 0 for a in axes
    )


def _array(name: str, types: Sequence[str], node: ast.Call) -> str:
    given = {keyword.arg for keyword in node.keywords}
    if name in ELEMENTWISE:
        return next((table for table in (FRAME, SERIES, ARRAY) if table in types), "")
    if name == "where":
        return ARRAY if len(node.args) > 1 else "tuple"
    if name == "unique":
        return "" if any(text and text.startswith("return_") for text in given) else ARRAY
    unsure = name in PRODUCTS or name in {"meshgrid", "nonzero", "cov", "corrcoef", "polyfit"}
    return "" if unsure else ARRAY
