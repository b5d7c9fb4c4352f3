"""`from __future__ import …` comes in → only what still means something goes out."""

import __future__

import ast
from collections.abc import Iterator

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import bound_names, loads, with_replaced, with_source
from mlship.parsing.revisions import Draft, Revision, change_each

ANNOTATIONS = "annotations"


def drop_future_imports(draft: Draft) -> Revision | None:
    """Drop the features that Python 3 always has: print_function, division and the like.

    `annotations` goes too: where it let a type be named before it is there, the type is quoted.
    """
    if not draft.mentions("__future__"):
        return None
    if not any(ANNOTATIONS in _features(statement.node) for statement in draft.statements):
        return change_each(draft.statements, _without_settled)
    return change_each(_quoted(draft.statements), _without_settled)


def _features(node: ast.stmt) -> list[str]:
    match node:
        case ast.ImportFrom(module="__future__", names=names):
            return [alias.name for alias in names]
    return []


def _without_settled(statement: Statement) -> Revision | None:
    features = _features(statement.node)
    if not features:
        return None
    kept = [name for name in features if name != ANNOTATIONS and not _is_settled(name)]
    if not kept:
        return Revision(comments=statement.comments)
    source = f"from __future__ import {', '.join(kept)}"
    return Revision(statements=(with_source(statement, source),))


def _is_settled(name: str) -> bool:
    feature = getattr(__future__, name, None)
    mandatory = feature.getMandatoryRelease() if feature is not None else None
    return mandatory is not None and mandatory <= (3, 11)


def _quoted(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield the statements, with quotes around the types that name what is not there yet."""
    later = [*map(bound_names, ([statement] for statement in statements))]
    known = frozenset[str]()
    for place, statement in enumerate(statements):
        missing = frozenset[str]().union(*later[place:]) - known
        early = [
            (node, repr(ast.unparse(node)))
            for node in _annotations(statement.node)
            if any(name.id in missing for name in loads(node))
        ]
        yield with_replaced(statement, early) if early else statement
        known |= later[place]


def _annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as annotation):
                yield annotation
            case ast.AnnAssign(annotation=annotation):
                yield annotation
            case ast.FunctionDef(returns=ast.expr() as annotation):
                yield annotation
            case ast.AsyncFunctionDef(returns=ast.expr() as annotation):
                yield annotation
