"""Expressions → keys that are equal where they are the same words about the same values."""

import ast
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk

_BLOCKS = (ast.For, ast.While, ast.If, ast.With, ast.Try)


class Versions:
    """Which assignment each variable's value comes from, statement by statement."""

    def __init__(self, flow: Dataflow) -> None:
        self._bound: dict[str, list[int]] = {}
        for node in flow.nodes:
            for name in node.defines | node.may_define | _changed(node):
                self._bound.setdefault(name, []).append(node.statement.index)

    def key(self, expression: ast.expr, node: Node) -> str:
        """Name what an expression means in a statement; "" where a block rebinds what it reads."""
        stored = _stores(node) if isinstance(node.statement.node, _BLOCKS) else {}
        names = sorted({each.id for each in walk(expression) if isinstance(each, ast.Name)})
        if not names or any(stored.get(name, 0) > 1 for name in names):
            return ""
        versions = (
            f"{name}@{node.statement.index if name in stored else self._before(name, node)}"
            for name in names
        )
        return f"{ast.unparse(expression)} {' '.join(versions)}"

    def key_after(self, name: str, node: Node) -> str:
        """Name what a variable means after a statement that binds it."""
        return f"{name} {name}@{node.statement.index}"

    def _before(self, name: str, node: Node) -> int:
        indexes: Sequence[int] = self._bound.get(name, [])
        position = bisect_left(indexes, node.statement.index)
        return indexes[position - 1] if position else -1


def _changed(node: Node) -> frozenset[str]:
    """Give what a call changes in place: other rows, perhaps. A new column leaves the rows."""
    return node.mutates if isinstance(node.statement.node, ast.Expr) else frozenset()


def _stores(node: Node) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for each in walk(node.statement.node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            counts[each.id] = counts.get(each.id, 0) + 1
    return counts
