"""State: what each variable may be at one point of one path, in layers over what was before."""

from collections.abc import Iterable

from mlship.analysis.heap import Value, merge

DELETED = Value(type="NoneType", name="<deleted>")


class State:
    """One layer: the variables bound on this path since it left the path below."""

    __slots__ = ("below", "bound", "certain", "ended")

    def __init__(self, below: "State | None" = None) -> None:
        self.below = below
        self.bound: dict[str, Value] = {}
        self.certain: set[str] = set()
        self.ended = False

    def look(self, key: str) -> Value | None:
        """Return what a variable may be, None if nothing bound it."""
        layer: State | None = self
        while layer is not None:
            value = layer.bound.get(key)
            if value is not None:
                return value
            layer = layer.below
        return None

    def is_certain(self, key: str) -> bool:
        """Say whether this path has bound the variable for certain since the lowest layer."""
        layer: State | None = self
        while layer is not None:
            if key in layer.certain:
                return True
            layer = layer.below
        return False

    def bind(self, key: str, value: Value) -> None:
        """Bind a variable for certain."""
        self.bound[key] = value
        self.certain.add(key)

    def bind_weakly(self, key: str, value: Value) -> None:
        """Bind a variable on some path only: it may still be what it was."""
        self.bound[key] = merge(self.look(key), value)

    def absorb(self, other: "State") -> bool:
        """Take in what another path may have bound; say whether anything was new."""
        changed = False
        for key, value in other.bound.items():
            old = self.look(key)
            new = merge(old, value)
            if old is None or new != old or key not in self.bound:
                self.bound[key] = new
                changed = True
        return changed

    def join(self, paths: Iterable["State"]) -> None:
        """Continue here after one of several paths that left from here."""
        alive = [path for path in paths if not path.ended]
        if not alive:
            self.ended = True
            return
        for key in {key: None for path in alive for key in path.bound}:
            values = [path.look(key) for path in alive]
            joined = values[0]
            for value in values[1:]:
                joined = merge(joined, value)
            self.bound[key] = joined or Value()
        self.certain |= set.intersection(*(path.certain for path in alive))
