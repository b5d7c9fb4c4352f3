"""Statements → the names that are bound whichever branch is taken."""

import ast
from collections.abc import Iterator, Sequence

from mlship.ir.trees import walk


def always_bound(body: Sequence[ast.stmt]) -> frozenset[str]:
    """Return the names that a block binds in every branch.

    A loop is taken to come through each of its branches, and a ``try`` to succeed.
    """
    return frozenset().union(*map(_bound_by, body))


def _bound_by(tree: ast.stmt) -> frozenset[str]:
    match tree:
        case ast.If(body=body, orelse=orelse):
            going = [block for block in (body, orelse) if not _leaves(block)]
            bound = [always_bound(block) for block in going]
            return _stored(tree.test) | (frozenset.intersection(*bound) if bound else frozenset())
        case ast.Try() | ast.TryStar():
            return always_bound([*tree.body, *tree.orelse, *tree.finalbody])
        case ast.With() | ast.AsyncWith():
            return always_bound(tree.body).union(*map(_stored, tree.items))
    return _stored(tree)


def _leaves(block: Sequence[ast.stmt]) -> bool:
    return any(isinstance(each, ast.Raise | ast.Continue | ast.Break) for each in block)


def _stored(tree: ast.AST) -> frozenset[str]:
    return frozenset(name for each in walk(tree) for name in _binds(each))


def _binds(tree: ast.AST) -> Iterator[str]:
    match tree:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
        case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
            yield name
