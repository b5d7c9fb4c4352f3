"""What a value is to serving: the same for all data, learned from many rows, or rows."""

from collections.abc import Iterable
from dataclasses import dataclass

PLAIN, STATE, ROWS = range(3)
RESAMPLED = "r"  # the part that rows are when some were made or left out for training


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Kind = level, which rows it comes from, how it was made of them.

    Tags are paths: "3" are the rows that statement 3 loads, "3>12b" the second part of what
    statement 12 splits them into. `filtered`: some rows may be left out; `grouped`: rows in groups;
    `column`: one value a row; `single`: the value of one row, or its number.
    """

    level: int = PLAIN
    tags: frozenset[str] = frozenset()
    filtered: bool = False
    grouped: bool = False
    count: bool = False
    column: bool = False
    single: bool = False

    @property
    def is_rows(self) -> bool:
        """Tell whether there is a row for each record."""
        return self.level == ROWS

    def learned(self) -> "Kind":
        """Return the kind of something that sums up these rows."""
        return Kind(level=STATE, tags=self.tags)

    def counted(self) -> "Kind":
        """Return the kind of the number of these rows."""
        return Kind(level=STATE, tags=self.tags, count=True)

    def rows(self) -> "Kind":
        """Return the kind of something made of each of these rows."""
        return Kind(level=self.level, tags=self.tags)

    def one(self) -> "Kind":
        """Return the kind of what is in one of these rows."""
        return Kind(level=self.level, tags=self.tags, single=True)


CONSTANT = Kind()


def join(kinds: Iterable[Kind]) -> Kind:
    """Return the kind of something made of all of these."""
    found = list(kinds)
    if all(kind is CONSTANT for kind in found):  # most are
        return CONSTANT
    level = max((kind.level for kind in found), default=PLAIN)
    most = [kind for kind in found if kind.level == level]
    return Kind(
        level=level,
        tags=frozenset().union(*(kind.tags for kind in most)),
        column=level == ROWS and all(kind.column for kind in most),
        single=level == ROWS and all(kind.single for kind in most),
        filtered=any(kind.filtered for kind in found),
    )


def split(kind: Kind, index: int, part: str) -> Kind:
    """Return the kind of one part of rows that statement `index` splits."""
    return Kind(level=kind.level, tags=frozenset(f"{tag}>{index}{part}" for tag in kind.tags))


def is_on(tags: frozenset[str], serving: frozenset[str]) -> bool:
    """Tell whether the rows that are served were among these: they are, or come from them."""
    return any(goal == tag or goal.startswith(f"{tag}>") for tag in tags for goal in serving)
