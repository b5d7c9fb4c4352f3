"""Abstract objects: each is a numbered region, made at one place of the program, that may hold others."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from mlship.analysis.objects import ClassObject, FunctionObject

Regions = frozenset[int]
NONE: Regions = frozenset()

# Types whose values nothing can change, so that sharing them does not matter.
IMMUTABLE = frozenset(
    {
        "int", "float", "complex", "bool", "str", "bytes", "NoneType", "range", "slice", "module",
        "type", "Ellipsis", "numpy.float64", "numpy.int64", "numpy.bool_", "numpy.dtype",
        "datetime.datetime", "datetime.date", "datetime.timedelta", "pandas.Timestamp",
        "pandas.Timedelta", "pathlib.Path", "re.Pattern", "re.Match", "pandas.Index",
    }
)  # fmt: skip


class Value(NamedTuple):
    """Value = the regions that it may be, its type, its qualified name, its items.

    `type` is "" where unknown, `name` is "" for anything that is not imported or built in;
    `items` are the elements of a tuple whose length is known.
    """

    roots: Regions = NONE
    type: str = ""
    name: str = ""
    items: "tuple[Value, ...] | None" = None


def merge(one: Value | None, other: Value | None) -> Value:
    """Return a value that may be either."""
    if one is None or other is None:
        return one or other or Value()
    if one == other:
        return one
    return Value(
        roots=one.roots | other.roots,
        type=one.type if one.type == other.type else "",
        name=one.name if one.name == other.name else "",
        items=_merge_items(one.items, other.items),
    )


def _merge_items(
    one: tuple[Value, ...] | None, other: tuple[Value, ...] | None
) -> tuple[Value, ...] | None:
    if one is None or other is None or len(one) != len(other):
        return None
    return tuple(merge(*pair) for pair in zip(one, other, strict=True))


class Heap:
    """Every region of the analysis, with what it may hold."""

    def __init__(self) -> None:
        self.contents: list[set[int]] = []
        self.parents: list[set[int]] = []
        self.types: list[str] = []
        self.owners: list[int] = []
        self.functions: dict[int, FunctionObject] = {}
        self.classes: dict[int, ClassObject] = {}
        self.instances: dict[int, int] = {}
        self.given: dict[int, frozenset[str]] = {}
        self.files: dict[int, str] = {}
        self.lazy: set[int] = set()
        self.placeholders: set[int] = set()
        self._made: dict[Hashable, int] = {}

    def make(self, key: Hashable, *, owner: int, type_name: str = "") -> int:
        """Return the region that `key` stands for; the same key always gives the same region."""
        region = self._made.get(key)
        if region is None:
            region = self._made[key] = len(self.contents)
            self.contents.append(set())
            self.parents.append(set())
            self.types.append(type_name)
            self.owners.append(owner)
        elif self.types[region] != type_name:
            self.types[region] = ""
        return region

    def has(self, key: Hashable) -> bool:
        """Say whether the region of this key was made before."""
        return key in self._made

    def hold(self, holder: int, held: int) -> None:
        """Note that one region may hold another."""
        self.contents[holder].add(held)
        self.parents[held].add(holder)

    def below(self, roots: Iterable[int]) -> Regions:
        """Return what the regions hold directly."""
        return frozenset().union(*(self.contents[root] for root in roots))

    def reach(self, roots: Iterable[int]) -> Regions:
        """Return the regions and everything that they hold, however deep."""
        return _closure(roots, self.contents)

    def above(self, regions: Iterable[int]) -> Regions:
        """Return the regions and everything that holds them, however deep."""
        return _closure(regions, self.parents)

    def mutable_reach(self, roots: Iterable[int]) -> Regions:
        """Return what somebody who is given the regions can change: not functions and classes."""
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            region = waiting.pop()
            if region in found or region in self.functions or region in self.classes:
                continue
            found.add(region)
            waiting.extend(self.contents[region])
        return frozenset(found)


def _closure(roots: Iterable[int], edges: list[set[int]]) -> Regions:
    found = set(roots)
    waiting = list(found)
    while waiting:
        fresh = edges[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)
