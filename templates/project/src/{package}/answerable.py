"""Records of which some get no answer, as training left them out → the others, found by trying."""

from collections import deque
from collections.abc import Callable

import numpy as np
import pandas as pd

NO_ANSWER = Exception  # libraries raise errors of their own kinds, as patsy does
_TRIES = 200  # after so many, what has not been answered counts as unanswerable


def find_answerable(answers: Callable[[pd.DataFrame], bool], records: pd.DataFrame) -> np.ndarray:
    """Return the places of the records that are answered, in order.

    Those that lack the same are tried together; what is not answered together is tried by halves.
    """
    everything = np.arange(len(records))
    if answers(records):
        return everything
    found: list[np.ndarray] = []
    waiting = deque(_group_by_gaps(records))
    for _ in range(_TRIES):
        if not waiting:
            break
        places = waiting.popleft()
        if answers(records.iloc[places]):
            found.append(places)
        elif len(places) > 1:
            waiting.extend(np.array_split(places, 2))
    return np.sort(np.concatenate(found)) if found else everything[:0]


def _group_by_gaps(records: pd.DataFrame) -> list[np.ndarray]:
    gaps = [row.tobytes() for row in records.isna().to_numpy()]
    kinds = pd.factorize(np.asarray(gaps, dtype=object))[0]
    order = np.argsort(kinds, kind="stable")
    ends = np.flatnonzero(np.diff(kinds[order])) + 1
    return [part for part in np.split(order, ends) if len(part)]
