"""Node without dependences → with them: the last writer of each name that it needs."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from mlship.analysis.effects import ANY_FILE, FILES, SURROUNDINGS, public_name
from mlship.ir.dataflow import Node


def join(nodes: Sequence[Node], stars: Collection[int]) -> tuple[Node, ...]:
    """Add what each node depends on; `stars` are the statements that import anything."""
    # Surroundings that nothing ever changes do not matter.
    writers = Writers(SURROUNDINGS.difference(*(node.writes for node in nodes)))
    return tuple(writers.joined(node, star=node.statement.index in stars) for node in nodes)


class Writers:
    """Who wrote each name last, as the walk goes on."""

    def __init__(self, untouched: frozenset[str]) -> None:
        self.untouched = untouched
        self.last: dict[str, int] = {}
        self.stars: list[int] = []
        self.barrier: int | None = None

    def joined(self, node: Node, *, star: bool) -> Node:
        """Add what a node depends on, and note what it writes."""
        index, reads = node.statement.index, node.reads - self.untouched
        needed = reads | node.mutates | node.may_define
        depends = {self.last[name] for name in needed if name in self.last}
        depends |= self._by_file(reads)
        if self.stars and any(name not in self.last for name in reads):
            depends.update(self.stars)
        if self.barrier is not None:
            depends.add(self.barrier)
        if node.barrier:
            depends.update(range(index))
            self.barrier = index
        if star:
            self.stars.append(index)
        self.last |= dict.fromkeys(node.writes, index)
        return replace(
            node,
            defines=_public(node.defines),
            may_define=_public(node.may_define),
            reads=_public(reads),
            mutates=_public(node.mutates),
            depends=frozenset(depends - {index}),
        )

    def _by_file(self, reads: frozenset[str]) -> set[int]:
        """A read of some file needs all that were written; of one file, those without a name."""
        files = [name for name in reads if name.startswith(FILES)]
        if not files:
            return set()
        if ANY_FILE in files:
            return {index for name, index in self.last.items() if name.startswith(FILES)}
        return {self.last[ANY_FILE]} if ANY_FILE in self.last else set()


def _public(keys: frozenset[str]) -> frozenset[str]:
    return frozenset(map(public_name, keys))
