"""Raw answers and what the model was trained on → how its answers are turned back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from .matrices import is_equal

# What undoes what is done to numbers before they are learned: log1p, log, log2, log10, sqrt.
UNDOING = (np.expm1, np.exp, np.exp2, partial(np.power, 10.0), np.square)
_ENOUGH = 3  # different answers: any two lie on a line
# How far numbers are off that were rounded to double, and to single precision.
_ROUNDED, _ROUNDED_TWICE = 1e-9, 1e-5


def get_rounding(trained: Any) -> float:
    """Return how far numbers may be off: networks learn from those of single precision."""
    return _ROUNDED_TWICE if np.asarray(trained).dtype == np.float32 else _ROUNDED


def as_classes(trained: Any) -> Any:
    """Give answers as one value a row; of columns with a single 1 in each row, the place of it."""
    answers = np.asarray(trained)
    wide = answers.ndim > 1 and answers.shape[1] > 1
    if wide and np.isin(answers, (0, 1)).all() and (answers.sum(axis=1) == 1).all():
        return answers.argmax(axis=1)
    return np.ravel(answers)


def pair_labels(classes: Any, trained: Any, raw: Any) -> Any:
    """Return the raw answer that each class stands for; None where classes are raw answers.

    None too where several raw answers became one class, or a class stands for none.
    """
    pairs = pd.DataFrame({"class": as_classes(trained), "label": np.ravel(raw)})
    pairs = pairs.dropna().drop_duplicates()
    if pairs["class"].duplicated().any() or pairs["label"].duplicated().any():
        return None
    known = dict(zip(pairs["class"].tolist(), pairs["label"].tolist(), strict=True))
    names = np.asarray(classes).tolist()
    if set(known) != set(names) or all(known[name] == name for name in names):
        return None
    return np.asarray([known[name] for name in names])


@dataclass(frozen=True)
class Scale:
    """Scale = by how much numbers were divided, after something was taken off: undone when called.

    That is what scalers of scikit-learn do to a column, and a division by hand.
    """

    unit: float
    start: float

    def __call__(self, answers: Any) -> Any:
        """Turn scaled numbers back."""
        return answers * self.unit + self.start


def has_raw(trained: Any, answers: Any, raw: Any) -> bool:
    """Tell whether raw answers were learned as they are, or come out as it is known by now."""
    close = get_rounding(trained)
    return any(is_equal(np.ravel(y), np.ravel(raw), close) for y in (answers, trained))


def find_inverse(trained: Any, raw: Any) -> Callable[[Any], Any] | None:
    """Return what makes the `raw` numbers of those that were learned; None if nothing is known."""
    close = get_rounding(trained)
    for undo, numbers in _undone(trained, UNDOING):
        if numbers.shape == np.shape(np.ravel(raw)) and _are_close(numbers, np.ravel(raw), close):
            return undo
    return find_scale(trained, raw)


def choose_inverses(
    trained: Any, raw: Any, known: tuple[Callable[[Any], Any], ...]
) -> tuple[Callable[[Any], Any], ...]:
    """Return what makes numbers that the raw column has, though not known of which row each is.

    `known` is what the code says; () where the numbers are in the column as they are, or where
    nothing gives such.
    """
    try:
        column = np.sort(np.ravel(raw).astype(float))
        plain = np.ravel(trained).astype(float)
    except (TypeError, ValueError):
        return ()
    said, close = plain, get_rounding(trained)
    for undo in known:
        said = undo(said)
    if _are_in(plain, column, close):
        return ()
    if known and _are_in(said, column, close):
        return known
    found = [undo for undo, numbers in _undone(plain, UNDOING) if _are_in(numbers, column, close)]
    return tuple(found[:1])


def _undone(
    trained: Any, functions: tuple[Callable[[Any], Any], ...]
) -> Iterator[tuple[Callable[[Any], Any], Any]]:
    try:
        numbers = np.ravel(trained).astype(float)
    except (TypeError, ValueError):
        return
    with np.errstate(all="ignore"):
        for undo in functions:
            yield undo, undo(numbers)


def _are_close(numbers: Any, raw: Any, close: float) -> bool:
    try:
        return bool(np.allclose(numbers, raw.astype(float), close, close))
    except (TypeError, ValueError):
        return False


def _are_in(numbers: Any, column: Any, close: float) -> bool:
    """Tell whether a sorted column has each of these numbers, but for rounding."""
    places = np.searchsorted(column, numbers)
    below, above = column[np.maximum(places - 1, 0)], column[np.minimum(places, len(column) - 1)]
    nearest = np.minimum(np.abs(numbers - below), np.abs(above - numbers))
    return bool((nearest <= close * (1 + np.abs(numbers))).all())


def find_scale(trained: Any, raw: Any) -> Scale | None:
    """Return the scale that `raw` numbers were brought to; None if there is none."""
    try:
        scaled, numbers = np.ravel(trained).astype(float), np.ravel(raw).astype(float)
    except (TypeError, ValueError):
        return None
    if len(scaled) != len(numbers) or len(np.unique(scaled)) < _ENOUGH:
        return None
    low, high = np.argmin(scaled), np.argmax(scaled)
    unit = (numbers[high] - numbers[low]) / (scaled[high] - scaled[low])
    found = Scale(float(unit), float(numbers[low] - unit * scaled[low]))
    close = get_rounding(trained)
    is_found = np.allclose(found(scaled), numbers, close, close * float(np.ptp(numbers)))
    return found if is_found else None


def find_column(trained: Any, records: pd.DataFrame) -> str:
    """Return the only column that answers were made of: it has them, or one value for each.

    "" where there is none, or more than one. A single answer is no evidence.
    """
    if len(np.unique(trained)) == 1:
        return ""
    columns = {c: np.asarray(records[c]) for c in records if isinstance(c, str)}
    same = [name for name, raw in columns.items() if _is_same(trained, raw)]
    few = len(np.unique(trained)) < len(trained)
    paired = [name for name, raw in columns.items() if few and _is_paired(trained, raw)]
    return next((found[0] for found in (same, paired) if len(found) == 1), "")


def _is_same(trained: Any, raw: Any) -> bool:
    return bool((pd.Series(trained) == pd.Series(raw)).all())


def _is_paired(trained: Any, raw: Any) -> bool:
    """Tell whether each answer has one value in the column, and each value one answer."""
    pairs = pd.DataFrame({"answer": trained, "value": pd.Series(raw).astype(str)})
    pairs = pairs.drop_duplicates()
    return not (pairs["answer"].duplicated().any() or pairs["value"].duplicated().any())
