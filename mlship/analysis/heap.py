"""Abstract objects: numbered regions, each made at one place of the program, that hold others."""

from collections.abc import Hashable, Iterable
from itertools import compress
from typing import NamedTuple

from mlship.analysis.objects import ClassObject, FunctionObject
from mlship.errors import GaveUp

Regions = frozenset[int]
NONE: Regions = frozenset()
# Regions that may be looked at for one statement, and for all, before calls of the notebook's own
# functions are not followed any more.
STATEMENT, PROGRAM, UNLIMITED = 150_000, 800_000, 10**12

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


class Exhausted(GaveUp):
    """Telling objects apart takes more work than it is worth."""


class Heap:
    """Every region of the analysis, with what it may hold."""

    def __init__(self) -> None:
        # Every edge, in the order in which they came: its two ends.
        self._holders: list[int] = []
        self._held: list[int] = []
        self.work, self.limit = 0, PROGRAM
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
        # Regions that stand for what was put into any of some others.
        self.stores: set[int] = set()
        self.placeholders: set[int] = set()
        self._made: dict[Hashable, int] = {}
        # Closures asked for, each with the number of edges that it knows of.
        self._reached: dict[tuple[str, Regions], tuple[int, Regions]] = {}

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
        return len(self._held)

    def hold(self, holder: int, held: Regions) -> None:
        """Note that one region may hold others."""
        contents = self.contents[holder]
        news = held - contents
        if not news:
            return
        contents |= news
        for each in news:
            self.parents[each].add(holder)
        self._holders += [holder] * len(news)
        self._held += news
        self.spend(len(news))

    def allow(self, work: int, *, keep: int = 0) -> None:
        """Allow some more work; of what the program has left, but `keep` in any case."""
        self.limit = self.work + max(min(work, PROGRAM - self.work), keep)

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
        return frozenset().union(*map(self.contents.__getitem__, roots))

    def reach(self, roots: Iterable[int]) -> Regions:
        """Return the regions and everything that they hold, however deep."""
        return self._closure("reach", frozenset(roots))

    def above(self, regions: Iterable[int], *, more_than: Regions = NONE) -> Regions:
        """Return the regions and everything that holds them, however deep.

        It is found sooner if they are `more_than` regions that were asked for before.
        """
        roots = frozenset(regions)
        known = self._reached.get(("above", more_than))
        if known and ("above", roots) not in self._reached and more_than < roots:
            position, found = known
            start = (roots - found) | self._news("above", position, found)
            result = self._complete("above", found, start)
            self.spend(len(result))
            self._reached["above", roots] = (self.edges, result)
        return self._closure("above", roots)

    def mutable_reach(self, roots: Iterable[int]) -> Regions:
        """Return what somebody who is given the regions can change: not functions and classes."""
        reach = self._closure("mutable", frozenset(roots))
        return reach.difference(self.classes) if self.classes else reach

    def _closure(self, kind: str, roots: Regions) -> Regions:
        """Find a closure, or complete a known one by the edges that are new since."""
        known = self._reached.get((kind, roots))
        if known is None:
            closed = roots.difference(self.functions) if kind == "mutable" else roots
            result = self._complete(kind, frozenset(), closed)
            self.spend(len(result))
        elif known[0] == self.edges:
            return known[1]
        else:
            self.spend((self.edges - known[0]) // 8)
            result = self._complete(kind, known[1], self._news(kind, *known))
            self.spend(len(result) - len(known[1]))
        self._reached[kind, roots] = (self.edges, result)
        return result

    def _news(self, kind: str, position: int, found: Regions) -> Regions:
        """Find what is next to a closure since it was complete: only by its new edges."""
        ends = (self._holders, self._held) if kind != "above" else (self._held, self._holders)
        inside, next_to = (each[position:] for each in ends)
        news = frozenset(compress(next_to, map(found.__contains__, inside))) - found
        return news.difference(self.functions) if kind == "mutable" else news

    def _complete(self, kind: str, known: Regions, start: Regions) -> Regions:
        if not start:
            return known
        edges = self.parents if kind == "above" else self.contents
        grown, fresh = set(known), set(start)
        while fresh:  # level by level: sets of many are faster than many sets
            grown |= fresh
            fresh = set().union(*map(edges.__getitem__, fresh)) - grown
            if kind == "mutable":
                fresh = fresh.difference(self.functions)
        return frozenset(grown)
