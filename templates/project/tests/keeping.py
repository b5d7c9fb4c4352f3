"""Values kept in files, and read from there."""

import pickle
from pathlib import Path
from typing import Any

CANNOT_PICKLE = (
    pickle.PicklingError, TypeError, ValueError, AttributeError, RuntimeError, NotImplementedError,
)  # fmt: skip


def keep(value: Any, place: Path) -> Path | None:
    """Write a value to a file; None if it is of a kind that cannot be written."""
    try:
        place.write_bytes(pickle.dumps(value))
    except CANNOT_PICKLE:
        return None
    return place


def read(place: Path) -> Any:
    """Read a value that was kept."""
    return pickle.loads(place.read_bytes())
