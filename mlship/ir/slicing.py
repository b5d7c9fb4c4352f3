"""Dataflow and goals → the statements that the goals need."""

from collections.abc import Iterable

from mlship.ir.dataflow import Dataflow


def backward_slice(flow: Dataflow, goals: Iterable[int]) -> frozenset[int]:
    """Return the statements that the goals need, the goals themselves included."""
    found = set(goals)
    waiting = list(found)
    while waiting:
        fresh = flow.nodes[waiting.pop()].depends - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)
