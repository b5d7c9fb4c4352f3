"""Statements → those that only name a value in the middle of a cell, which nobody sees there."""

import ast
from collections.abc import Iterable

from mlship.ir.dataflow import Node


def find_idle(nodes: Iterable[Node]) -> frozenset[int]:
    """Find names and attributes that stand alone and are not shown: only what is defined, though.

    What is not stops the notebook. A comment above one may be about what follows.
    """
    return frozenset(
        node.statement.index
        for node in nodes
        if isinstance(node.statement.node, ast.Expr)
        and not (node.statement.shown or node.statement.comments or node.mutates)
        and node.depends
        and _only_names(node.statement.node.value)
    )


def _only_names(value: ast.expr) -> bool:
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, ast.Name)
