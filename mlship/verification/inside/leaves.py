"""A value → the flat list of its leaves, each with its path: what is kept to compare in full."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .anatomy import PLAIN, describe
from .digests import Hasher, digest
from .functions import CODE, FUNCTION
from .parts import Branch, Leaf

# More leaves than this nobody compares one by one.
MOST_LEAVES = 300_000
DEEPEST = 60
# The kind of a leaf that stands for what is not told one by one.
REST = "rest"

Row = tuple[str, str, Any]


def flatten(value: object) -> list[Row]:
    """List the leaves: path, kind, data."""
    found: list[Row] = []
    for row in _Walk().rows("", value, 0):
        found.append(row)
        if len(found) >= MOST_LEAVES:
            # Nobody looks at the rest one by one, but whether it is the same is known.
            return [*found, ("", REST, digest(value).text)]
    return found


class _Walk:
    """One walk: what it is inside of, and the digests by which it puts things in order."""

    def __init__(self) -> None:
        self.open: set[int] = set()
        self.hasher = Hasher()

    def rows(self, path: str, value: object, depth: int) -> Iterator[Row]:
        """List the leaves of a value; where it holds itself again, it is not entered again."""
        part = describe(value) if type(value) not in PLAIN else Leaf(type(value).__name__, value)
        if isinstance(part, Leaf):
            yield path, part.kind, part.data
        elif not isinstance(part, Branch):
            yield path, f"opaque {part.kind}", None
        elif id(value) in self.open:
            yield path, f"cycle {part.kind}", None
        elif depth > DEEPEST:
            yield path, REST, digest(value).text
        elif part.kind == FUNCTION:
            yield path, FUNCTION, self._function(part, value, depth)
        else:
            yield path, f"branch {part.kind}", len(part.children)
            yield from self._inside(path, part, value, depth)

    def _inside(self, path: str, part: Branch, value: object, depth: int) -> Iterator[Row]:
        self.open.add(id(value))
        for label, child in self._in_order(part):
            inner = f"{path}{label}" if label[:1] in ".[" else f"{path} {label}".strip()
            yield from self.rows(inner, child, depth + 1)
        self.open.discard(id(value))

    def _function(self, part: Branch, value: object, depth: int) -> tuple[str, list[Row]]:
        """Keep a function in one leaf: written otherwise, it has other parts, and may do the same.

        The leaf is the function's code, and the leaves of what it gets from elsewhere.
        """
        rows = list(self._inside("", part, value, depth))
        code = next(row[2] for row in rows if row[1] == CODE)
        return code, [row for row in rows if row[1] != CODE]

    def _in_order(self, part: Branch) -> list[tuple[str, object]]:
        if part.ordered:
            return part.children
        return sorted(part.children, key=lambda pair: (pair[0], self.hasher.hash(pair[1])))


def dump(value: object, place: Path) -> bool:
    """Write the leaves of a value to a file; False if they cannot be written."""
    try:
        with place.open("wb") as stream:
            pickle.dump(flatten(value), stream, protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError, OSError, RecursionError):
        place.unlink(missing_ok=True)
        return False
    return True


def load(place: Path) -> list[Row]:
    """Read them back."""
    with place.open("rb") as stream:
        rows: list[Row] = pickle.load(stream)  # noqa: S301 - we wrote it
    return rows
