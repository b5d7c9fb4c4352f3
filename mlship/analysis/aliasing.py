"""Bindings → which names may share an object, and which an object can be got at from."""

from collections.abc import Iterable, Mapping

from mlship.analysis.heap import NONE, Heap, Regions, Value


class Aliases:
    """The names of the notebook's variables by the regions that they may be."""

    def __init__(self, heap: Heap) -> None:
        self.heap = heap
        self.holders: dict[int, set[str]] = {}
        self.roots: dict[str, Regions] = {}
        self.shared: dict[str, frozenset[str]] = {}
        # What could be changed through a name when it was asked last.
        self._reach: dict[str, Regions] = {}

    def add(self, bound: Mapping[str, Value]) -> None:
        """Note new bindings beside the old ones."""
        for name, value in bound.items():
            for root in value.roots:
                self.holders.setdefault(root, set()).add(name)

    def settle(self, bound: Mapping[str, Value]) -> None:
        """Forget what the names were bound to before."""
        for name, value in bound.items():
            for root in self.roots.get(name, frozenset()) - value.roots:
                self._let_go(root, name)
            self.roots[name] = value.roots

    def _let_go(self, root: int, name: str) -> None:
        names = self.holders.get(root, set())
        names.discard(name)
        if not names:  # or it would be asked for ever after
            self.holders.pop(root, None)

    def names_above(self, regions: Iterable[int], *, more_than: Regions = NONE) -> set[str]:
        """Return the names from which any of the regions can be got at."""
        held = self.heap.above(regions, more_than=more_than) & self.holders.keys()
        return set().union(*map(self.holders.__getitem__, held))

    def share(self, names: Iterable[str]) -> None:
        """Find out anew what these names share with others."""
        changes: dict[str, frozenset[str]] = {}
        for name in names:
            new = self._sharers(name)
            old = changes.get(name, self.shared.get(name, frozenset()))
            for other in old ^ new:
                row = changes.get(other, self.shared.get(other, frozenset()))
                changes[other] = row | {name} if other in new else row - {name}
            if old != new:
                changes[name] = new
        if changes:
            rows = self.shared | changes
            self.shared = {name: rows[name] for name in rows if rows[name]}

    def _sharers(self, name: str) -> frozenset[str]:
        roots = self.roots.get(name)
        if not roots:
            return frozenset()
        before = self._reach.get(name, NONE)
        reach = self._reach[name] = self.heap.mutable_reach(roots)
        return frozenset(self.names_above(reach, more_than=before) - {name})
