"""Features of any kind → arrays, dense or sparse, that can be compared, taken apart and matched."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import vstack

AT_ONCE = 500_000  # rows: of a larger table no further copies are made as a whole
# To which rows are compared where only their content tells which is which: closely first, as two
# records may differ by little.
_DIGITS = (12, 6)
_CLOSE = 1e-9


def as_array(features: Any) -> Any:
    """Turn features of any kind into an array; sparse ones stay sparse, several tables are one."""
    if tables := _list_tables(features):
        return np.hstack([as_array(table).reshape(len(table), -1) for table in tables])
    if hasattr(features, "detach"):  # a tensor, wherever it is
        features = features.detach().cpu()
    return features.tocsr() if hasattr(features, "tocsr") else np.asarray(features)


def is_several(features: Any) -> bool:
    """Tell whether features are several tables: they are no records then."""
    return bool(_list_tables(features))


def _list_tables(features: Any) -> list[Any]:
    """List the tables that a model with several inputs is given; none if it is given one."""
    if isinstance(features, Mapping):  # each input by its name
        features = list(features.values())
    if not isinstance(features, list | tuple) or len(features) < 2:  # noqa: PLR2004 - several
        return []
    are_tables = all(isinstance(t, pd.Series) or _is_wide(t) for t in features)
    return list(features) if are_tables and len({len(table) for table in features}) == 1 else []


def _is_wide(table: Any) -> bool:
    """Tell a table, or a tensor, from a row."""
    return hasattr(table, "detach") or np.ndim(table) > 1


def join_rows(parts: Sequence[Any]) -> Any:
    """Put the rows of several arrays below each other."""
    if len(parts) == 1:
        return parts[0]
    if hasattr(parts[0], "tocsr"):
        return vstack(parts, format="csr")
    return np.concatenate(parts)


def is_equal(one: Any, other: Any, close: float = _CLOSE) -> bool:
    """Tell whether two tables of features are the same, but for rounding."""
    if one.shape != other.shape:
        return False
    one, other = _in_same_precision(one, other)
    if hasattr(one, "tocsr") and hasattr(other, "tocsr"):
        return _is_equal_sparse(one.astype(float), other.astype(float))
    try:
        ours, theirs = (np.atleast_1d(_as_dense(table).astype(float)) for table in (one, other))
        parts = [slice(start, start + AT_ONCE) for start in range(0, len(ours), AT_ONCE)]
        pairs = ((ours[part], theirs[part]) for part in parts)
        return all(np.allclose(a, b, close, close, equal_nan=True) for a, b in pairs)
    except (TypeError, ValueError):
        return bool(pd.DataFrame(one).astype(str).equals(pd.DataFrame(other).astype(str)))


def _in_same_precision(one: Any, other: Any) -> tuple[Any, Any]:
    """Round numbers as those are rounded that are held in less bits: a network's, say."""
    kinds = {one.dtype, other.dtype}
    if len(kinds) == 1 or any(kind.kind != "f" for kind in kinds):
        return one, other
    least = min(kinds, key=lambda kind: kind.itemsize)
    return one.astype(least), other.astype(least)


def _is_equal_sparse(one: Any, other: Any) -> bool:
    beyond = abs(one - other) - _CLOSE * abs(other)
    return not beyond.nnz or bool(beyond.max() <= _CLOSE)


def _as_dense(table: Any) -> Any:
    return table.toarray() if hasattr(table, "toarray") else np.asarray(table)


def match_rows(known: Any, expected: Any) -> Any:
    """Find rows by their content; None if one is not among those known."""
    if known.shape[1:] != expected.shape[1:]:
        return None
    known, expected = _in_same_precision(known, expected)
    for digits in _DIGITS:
        found = {key: place for place, key in reversed(list(enumerate(list_keys(known, digits))))}
        places = [found.get(key, -1) for key in list_keys(expected, digits)]
        if -1 not in places:
            return np.asarray(places)
    return None


def list_keys(table: Any, digits: int = _DIGITS[-1]) -> list[Any]:
    """Return what is the same for rows that have the same content, but for rounding."""
    if hasattr(table, "tocsr"):
        return _list_sparse_keys(table, digits)
    try:
        rounded = np.round(table.astype(float), digits) + 0.0
        return [row.tobytes() for row in rounded]
    except (TypeError, ValueError):
        return [str(row) for row in table.tolist()]


def _list_sparse_keys(table: Any, digits: int) -> list[Any]:
    rounded = table.astype(float).tocsr()
    rounded.data = np.round(rounded.data, digits) + 0.0
    rounded.eliminate_zeros()
    rounded.sort_indices()
    rows = [slice(*pair) for pair in zip(rounded.indptr[:-1], rounded.indptr[1:], strict=True)]
    places = rounded.indices.astype(np.int64)
    return [places[row].tobytes() + rounded.data[row].tobytes() for row in rows]
