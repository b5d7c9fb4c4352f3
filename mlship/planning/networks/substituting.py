"""A tree and what stands for some of its nodes → the tree with these in their places."""

import ast
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from mlship.ir.trees import walk


def put_in(tree: ast.expr, known: Mapping[int, ast.expr]) -> ast.expr:
    """Put expressions in the places of nodes, known by their ids: a tree without any stays."""
    places = [id(node) for node in walk(tree)]
    if known.keys().isdisjoint(places):
        return tree
    copied = deepcopy(tree)
    moved = zip(places, walk(copied), strict=True)
    put = _Put({id(new): known[old] for old, new in moved if old in known})
    changed: ast.expr = put.visit(copied)
    return changed


class _Put(ast.NodeTransformer):
    def __init__(self, known: Mapping[int, ast.expr]) -> None:
        self.known = known

    def visit(self, node: ast.AST) -> Any:
        """Give what stands for a node, else the node with what stands for its parts."""
        return self.known.get(id(node)) or self.generic_visit(node)
