"""Raw answers and what the model was trained on → how its answers are turned back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

_ENOUGH = 3  # different answers: any two lie on a line


def pair_labels(classes: Any, trained: Any, raw: Any) -> Any:
    """Return the raw answer that each class stands for; None where classes are raw answers.

    None too where several raw answers became one class, or a class stands for none.
    """
    pairs = pd.DataFrame({"class": np.ravel(trained), "label": np.ravel(raw)})
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
    close = np.allclose(found(scaled), numbers, 1e-9, 1e-9 * float(np.ptp(numbers)))
    return found if close else None


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
