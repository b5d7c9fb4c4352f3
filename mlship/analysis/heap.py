"""Abstract objects: numbered regions, each made at one place of the program, that hold others."""

from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple

from mlship.analysis.objects import ClassObject, FunctionObject

Regions = frozenset[int]
NONE: Regions = frozenset()
# Beyond this many regions looked at, calls of the notebook's own functions are not followed.
WORK = 150_000

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


class Exhausted(Exception):
    """Telling objects apart takes more work than it is worth."""


class Heap:
    """Every region of the analysis, with what it may hold."""

    def __init__(self) -> None:
        self._edges = 0
        self.work, self.limit = 0, WORK
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
        # Regions that may be anything that they hold: what unknown code gives back.
        self.vague: set[int] = set()
        self.placeholders: set[int] = set()
        self._made: dict[Hashable, int] = {}
        # Closures asked for since the last new edge.
        self._reached: dict[tuple[str, Regions], Regions] = {}

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

    @property
    def edges(self) -> int:
        """How many edges there are: unchanged as long as nobody holds anything new."""
        return self._edges

    def hold(self, holder: int, held: int) -> None:
        """Note that one region may hold another."""
        if held not in self.contents[holder]:
            self.contents[holder].add(held)
            self.parents[held].add(holder)
            self._edges += 1
            self.spend(1)
            self._reached.clear()

    def spend(self, work: int) -> None:
        """Count the regions looked at.

        Raises:
            Exhausted: there were too many.
        """
        self.work += work
        if self.work > self.limit:
            raise Exhausted

    def below(self, roots: Iterable[int]) -> Regions:
        """Return what the regions hold directly."""
        return frozenset().union(*(self.contents[root] for root in roots))

    def reach(self, roots: Iterable[int]) -> Regions:
        """Return the regions and everything that they hold, however deep."""
        return self._closure("reach", frozenset(roots), self.contents)

    def above(self, regions: Iterable[int]) -> Regions:
        """Return the regions and everything that holds them, however deep."""
        return self._closure("above", frozenset(regions), self.parents)

    def mutable_reach(self, roots: Iterable[int]) -> Regions:
        """Return what somebody who is given the regions can change: not functions and classes."""
        reach = self._closure("mutable", frozenset(roots), self.contents, self.functions)
        return reach.difference(self.classes) if self.classes else reach

    def _closure(
        self, kind: str, roots: Regions, edges: list[set[int]], closed: Collection[int] = ()
    ) -> Regions:
        known = self._reached.get((kind, roots))
        if known is not None:
            return known
        found = set(roots).difference(closed)
        waiting = list(found)
        while waiting:
            fresh = edges[waiting.pop()] - found
            if closed:
                fresh = fresh.difference(closed)
            found |= fresh
            waiting.extend(fresh)
        self.spend(len(found))
        result = self._reached[kind, roots] = frozenset(found)
        return result
