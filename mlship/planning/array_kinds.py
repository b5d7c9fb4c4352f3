"""What is known of arrays: what numpy's functions give, as its types say, and what arrays have."""

from collections.abc import Collection, Sequence

ANY, UNSURE, ARRAY = "Any", "?", "ndarray"
# Numbers of numpy's: one is no int of Python's, the other is a float.
WHOLE, REAL = "?numpy.intp", "?numpy.double"
# Neither is a float of Python's, or a bool.
INEXACT, TRUTH = "?numpy.floating", "?numpy.bool"
SCALARS = frozenset({WHOLE, REAL, INEXACT, TRUTH})

OF_ARRAY = frozenset(
    {
        "reshape", "ravel", "flatten", "astype", "copy", "squeeze", "transpose", "round",
        "clip", "repeat", "T", "cumsum",
    }
)  # fmt: skip
# Arrays whose number of dimensions a type checker knows, and holds against another one.
SHAPED = frozenset(
    {
        "arange", "linspace", "zeros", "ones", "full", "empty", "eye", "identity", "logspace",
        "geomspace",
    }
)  # fmt: skip
# Functions that give arrays, whatever they are given.
ARRAYS = frozenset(
    {
        "array", "asarray", "concatenate", "vstack", "hstack", "stack", "where", "argsort", "sort",
        "unique", "cumsum", "append", "delete", "insert", "tile", "ravel", "reshape",
        "expand_dims",
    }
)  # fmt: skip
# Functions that give a number for a number, and of which nothing is said for an array.
UFUNCS = frozenset(
    {
        "abs", "absolute", "ceil", "clip", "cos", "exp", "expm1", "floor", "isnan", "log", "log10",
        "log1p", "log2", "maximum", "minimum", "power", "round", "sign", "sin", "sqrt", "square",
        "tan", "tanh",
    }
)  # fmt: skip
# Functions of whose results nothing is said, or nothing where they are given arrays.
OPEN = frozenset({"amax", "amin", "dot", "matmul", "max", "min", "nansum", "ptp", "sum", "trace"})
AVERAGES = {
    "mean": INEXACT, "nanmean": INEXACT, "prod": INEXACT, "std": INEXACT, "var": INEXACT,
    "average": REAL, "median": REAL,
}  # fmt: skip
SINGLE = {
    "all": TRUTH, "any": TRUTH, "argmax": WHOLE, "argmin": WHOLE, "count_nonzero": WHOLE,
    "array_equal": "bool", "allclose": "bool",
}  # fmt: skip
NUMBERS = frozenset({"bool", "int", "float", "complex"})
# Arrays of which a type checker knows what they hold.
TYPED = ("?numpy.random.", *(f"?numpy.{name}(" for name in sorted(SHAPED)))
PLAIN = frozenset({"list", "tuple", "range"})

# What arrays have beside the above, in any version of numpy.
ASKED_OF_ARRAYS = OF_ARRAY | frozenset(
    {
        "all", "any", "argmax", "argmin", "argpartition", "argsort", "base", "byteswap", "choose",
        "compress", "conj", "conjugate", "ctypes", "cumprod", "data", "device", "diagonal", "dot",
        "dtype", "dump", "dumps", "fill", "flags", "flat", "getfield", "imag", "item", "itemset",
        "itemsize", "mT", "max", "mean", "min", "nbytes", "ndim", "newbyteorder", "nonzero",
        "partition", "prod", "ptp", "put", "real", "resize", "searchsorted", "setfield",
        "setflags", "shape", "size", "sort", "std", "strides", "sum", "swapaxes", "take",
        "to_device", "tobytes", "tofile", "tolist", "tostring", "trace", "var", "view",
    }
)  # fmt: skip


def kind_of_result(name: str, given: Sequence[str], named: Collection[str]) -> str:
    """Return the kind of what a function of numpy's gives; "" if nothing is known of it.

    `given` are the kinds of the arguments, `named` the names of those that have one.
    """
    first = given[0] if given else UNSURE
    if name in ARRAYS:
        return ARRAY
    if name in OPEN:
        return UNSURE if first.startswith(TYPED) else ANY
    if name in UFUNCS:
        return ARRAY if _is_plain(first) else ANY if _is_known(first) else ""
    return _kind_of_number(name, first, whole=len(given) == 1 and not named)


def _kind_of_number(name: str, first: str, *, whole: bool) -> str:
    """Return the kind of what becomes one number where it is asked of a `whole` array."""
    if name in AVERAGES and (first == ANY or is_array(first)):
        return ANY
    if name in AVERAGES:
        return AVERAGES[name] if whole and _is_known(first) else ""
    found = SINGLE.get(name, "")
    return found if whole or found == "bool" else ""


def _is_plain(kind: str) -> bool:
    return kind.partition("[")[0] in PLAIN


def _is_known(kind: str) -> bool:
    return kind in {ANY, *NUMBERS, *SCALARS} or is_array(kind) or _is_plain(kind)


def is_array(kind: str) -> bool:
    """Tell whether a kind is that of an array."""
    return kind == ARRAY or kind.removeprefix("?numpy.").partition("(")[0] in SHAPED
