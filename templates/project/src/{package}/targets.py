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
