"""A call that gives several values in a tuple → the types of these, as far as they are sure."""

import ast
from collections.abc import Sequence

from mlship.analysis.arrays import ARRAY, FRAME, SERIES
from mlship.ir.dataflow import Fact

PAIR = (ARRAY, ARRAY)
# Makers and loaders of examples that give rows and what belongs to them.
_MAKERS = """
    make_blobs make_circles make_classification make_friedman1 make_friedman2 make_friedman3
    make_gaussian_quantiles make_hastie_10_2 make_moons make_multilabel_classification
    make_regression make_s_curve make_swiss_roll
    """
MAKERS = frozenset(_MAKERS.split())
SEVERAL: dict[str, dict[str, tuple[str, ...]]] = {
    "sklearn.metrics": dict.fromkeys(
        ("roc_curve", "precision_recall_curve", "det_curve"), (ARRAY, ARRAY, ARRAY)
    ),
    "sklearn.calibration": {"calibration_curve": PAIR},
    "numpy": {"histogram": PAIR},
    "numpy.linalg": {"eig": PAIR, "eigh": PAIR},
}
# In a list or, in later versions, in a tuple.
LISTED = frozenset({"numpy.meshgrid"})
MORE = frozenset({"return_centers", "coef", "return_distributions", "return_indicator"})


def packed_types(fact: Fact | None, given: Sequence[str], node: ast.Call) -> tuple[str, ...]:
    """Return the types of what a call packs, () if it packs nothing or that is not sure."""
    if fact is None:
        return ()
    owner, _, name = fact.name.rpartition(".")
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if owner == "sklearn.datasets":
        pairs = name in MAKERS and not MORE & keywords.keys()
        return PAIR if pairs or _asks_for_pair(name, keywords) else ()
    if name in SEVERAL.get(owner, {}):
        return SEVERAL[owner][name]
    return _of_method(owner, name, node) or _of_arguments(fact, given, keywords, node)


def _of_method(owner: str, name: str, node: ast.Call) -> tuple[str, ...]:
    """Return the distances to neighbours and which these are."""
    asks = owner.startswith("sklearn.neighbors") and name == "kneighbors"
    named = {keyword.arg for keyword in node.keywords}
    return PAIR if asks and not node.args[2:] and "return_distance" not in named else ()


def _of_arguments(
    fact: Fact, given: Sequence[str], keywords: dict[str | None, ast.expr], node: ast.Call
) -> tuple[str, ...]:
    """Return the types of what is packed for each argument, or for what is asked for."""
    if fact.name in LISTED:
        return (ARRAY,) * len(node.args)
    if fact.name == "numpy.unique":
        return PAIR if _is_counted(keywords) else ()
    is_sampler = fact.name.endswith(".fit_resample") and len(given) == len(PAIR)
    return tuple(given) if is_sampler and {*given} <= {FRAME, SERIES, ARRAY} else ()


def _is_counted(keywords: dict[str | None, ast.expr]) -> bool:
    """Tell whether just one thing is asked for beside the values."""
    asked = [value for name, value in keywords.items() if name and name.startswith("return_")]
    return [isinstance(each, ast.Constant) and each.value is True for each in asked] == [True]


def _asks_for_pair(name: str, keywords: dict[str | None, ast.expr]) -> bool:
    asked = keywords.get("return_X_y")
    is_plain = name.startswith("load_") and "as_frame" not in keywords
    return is_plain and isinstance(asked, ast.Constant) and asked.value is True
