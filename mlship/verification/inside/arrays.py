"""Two arrays or numbers → how far they are apart, and which of their elements differ."""

import math
from dataclasses import dataclass
from typing import Any

# Two ways to sum the same numbers differ by this much at most, relatively.
TOLERANCE = 1e-9
SHOWN = 80  # characters of a value


@dataclass(frozen=True)
class Gap:
    """Gap = which elements differ (an array of booleans), the largest relative difference."""

    wrong: Any
    worst: float


def gap_of_numbers(one: Any, other: Any) -> float:
    """Compute the relative difference of two numbers; of two that are none, 0."""
    if one == other or (one != one and other != other):  # noqa: PLR0124 - only NaN is not itself
        return 0.0
    size = max(abs(one), abs(other))
    gap = abs(one - other) / size
    return float(gap) if math.isfinite(size) and not math.isnan(gap) else math.inf


def gap_of_arrays(one: Any, other: Any) -> Gap:
    """Compare two arrays of one shape element by element; only floats may be a little apart."""
    import numpy as np

    if one.dtype.kind in "fc":
        gaps = np.atleast_1d(_relative(one, other))
        return Gap(gaps > TOLERANCE, float(gaps.max()) if gaps.size else 0.0)
    if one.dtype != object:
        return Gap(np.atleast_1d(one != other), 0.0)
    pairs = zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)
    wrong = [not _are_equal(first, second) for first, second in pairs]
    return Gap(np.atleast_1d(np.array(wrong, dtype=bool).reshape(one.shape)), 0.0)


def _relative(one: Any, other: Any) -> Any:
    import numpy as np

    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(one), np.abs(other))
        gaps = np.abs(one - other) / size
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    gaps = np.where(same, 0.0, gaps)
    return np.where(np.isnan(gaps), np.inf, gaps)


def _are_equal(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    return gap_of_numbers(one, other) <= TOLERANCE if type(one) is float else bool(one == other)


def explain(one: Any, other: Any, gap: Gap, labels: Any = None) -> str:
    """Say how many elements differ, by how much, and show the first; rows go by their labels."""
    import numpy as np

    one, other = np.atleast_1d(one), np.atleast_1d(other)
    first = tuple(int(at) for at in np.argwhere(gap.wrong)[0])
    at: Any = first[0] if len(first) == 1 else first
    if labels is not None and len(labels) == len(gap.wrong):
        at = labels[first[0]]
    size = f", by up to {gap.worst:.3g} relatively" if 0 < gap.worst < math.inf else ""
    values = say_both(cut(_plain(one[first])), cut(_plain(other[first])))
    return f"{int(gap.wrong.sum())} of {gap.wrong.size} differ{size}; first at {at}: {values}"


def _plain(element: object) -> object:
    """Return an element as Python has it; those of arrays of objects are so already."""
    return element.item() if hasattr(element, "item") else element


def cut(value: object) -> str:
    """Show a value in one short line."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def say_both(notebook: object, pipeline: object) -> str:
    """Put the two sides beside each other."""
    return f"{notebook} in the notebook, {pipeline} in the pipeline"
