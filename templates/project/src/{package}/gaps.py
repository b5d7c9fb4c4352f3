"""Features with gaps where training had none → refused: a value that preparation does not know.

A dictionary of the notebook (`df["sex"].map({"male": 0, "female": 1})`) gives nothing for a value
that it does not have. Some models answer that like any other record, others cannot; here no record
is answered with less than training knew of each.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from .schema import RecordError

GAPS = "gaps in features"


def find_gaps(tables: Iterable[Any]) -> Any:
    """Tell of each feature whether it has gaps; None where features are no plain table."""
    found = [_missing(table) for table in tables]
    if not found or any(m is None or m.shape[1] != found[0].shape[1] for m in found):
        return None
    return np.any([missing.any(axis=0) for missing in found], axis=0)


def require_known(features: Any, gaps: Any) -> Any:
    """Give features back, if none has a gap but those with `gaps` in training.

    Raises:
        RecordError: one has.
    """
    missing = None if gaps is None else _missing(features)
    if missing is None or missing.shape[1] != len(gaps) or not missing.any():
        return features
    new = np.flatnonzero(missing.any(axis=0) & ~gaps)
    if len(new):
        names = getattr(features, "columns", range(len(gaps)))
        message = f"Nothing is known for {names[new[0]]}, as it was of each record in training."
        raise RecordError(message)
    return features


def _missing(features: Any) -> Any:
    if isinstance(features, pd.DataFrame):
        return features.isna().to_numpy()
    if not isinstance(features, np.ndarray) or features.ndim != 2:  # noqa: PLR2004 - rows, columns
        return None
    return pd.isna(features)
