"""Raw answers and what the model was trained on → how its answers are turned back."""

from typing import Any

import numpy as np
import pandas as pd


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
