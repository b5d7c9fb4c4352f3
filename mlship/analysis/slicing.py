"""Dataflow and goals → the statements and the names that they need."""

from collections.abc import Iterable, Sequence

from mlship.ir.dataflow import Dataflow


def needed_after(
    flow: Dataflow, indexes: Sequence[int], *, wanted: Iterable[str] = ()
) -> tuple[frozenset[str], ...]:
    """Return, for each kept statement, the names whose value after it is still to be read.

    `wanted` are the names that must survive the last statement.
    """
    live = frozenset(wanted)
    rows = []
    for index in reversed(indexes):
        rows.append(live)
        node = flow.nodes[index]
        live = (live - node.defines) | node.reads | node.mutates
    return tuple(reversed(rows))
