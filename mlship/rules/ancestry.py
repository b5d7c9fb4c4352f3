"""Dataflow → what a statement needs, directly or through others."""

from mlship.ir.dataflow import Dataflow


def find_ancestors(flow: Dataflow, index: int) -> frozenset[int]:
    """Return the statements that a statement needs, itself left out."""
    found: set[int] = set()
    waiting = [index]
    while waiting:
        fresh = flow.nodes[waiting.pop()].depends - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found - {index})
