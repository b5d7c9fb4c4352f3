"""Statements before a split → those that bring averages of the target by group into the table."""

import ast
from collections.abc import Iterator, Sequence

from mlship.ir.dataflow import Node
from mlship.ir.trees import walk
from mlship.rules.ancestry import find_ancestors
from mlship.rules.subject import Subject

AVERAGES = frozenset({"mean", "median", "sum", "std", "var", "max", "min"})
AGGREGATIONS = frozenset({"agg", "aggregate", "transform"})
# How what was computed by group comes back to the rows.
MERGES = frozenset({"merge", "join", "concat"})


def find_target_averages(
    subject: Subject, split: Node, column: str
) -> Iterator[tuple[Node, ast.stmt]]:
    """Yield each statement, with its part, that makes a column of averages of the target.

    An average may come through variables first: ``means = df.groupby("a")["y"].mean()``.
    """
    held: set[str] = set()
    for index in sorted(find_ancestors(subject.flow, split.statement.index)):
        node = subject.nodes[index]
        for tree in (each for each in walk(node.statement.node) if isinstance(each, ast.Assign)):
            bound = {each.id for each in tree.targets if isinstance(each, ast.Name)}
            if not _knows(tree.value, column, held):
                held -= bound
            elif _reaches_rows(tree):
                yield node, tree
            else:
                held |= bound


def _reaches_rows(tree: ast.Assign) -> bool:
    """Tell whether it sets a column, or puts tables together."""
    if isinstance(tree.targets[0], ast.Subscript):
        return True
    called = tree.value.func if isinstance(tree.value, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in MERGES


def _knows(tree: ast.expr, column: str, held: set[str]) -> bool:
    return any(
        _averages(each, column) or (isinstance(each, ast.Name) and each.id in held)
        for each in walk(tree)
    )


def _averages(tree: ast.AST, column: str) -> bool:
    """Tell whether a call averages the target by group, and certainly so."""
    match tree:
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(value=groups, slice=key), attr=method)
        ):
            averages = column in _texts(key) and _is_average(method, tree)
        case ast.Call(func=ast.Attribute(value=groups, attr=method)) if method in AGGREGATIONS:
            averages = any(_asks(each, column) for each in _given(tree))
        case ast.Subscript(
            value=ast.Call(func=ast.Attribute(value=groups, attr=method)), slice=key
        ):
            averages = method in AVERAGES and column in _texts(key)
        case _:
            return False
    return averages and _is_grouped(groups)


def _is_grouped(tree: ast.expr) -> bool:
    return (
        isinstance(tree, ast.Call)
        and isinstance(tree.func, ast.Attribute)
        and tree.func.attr == "groupby"
    )


def _is_average(method: str, call: ast.Call) -> bool:
    named = {text for each in _given(call) for text in _texts(each)}
    return method in AVERAGES or (method in AGGREGATIONS and bool(named & AVERAGES))


def _asks(given: ast.expr, column: str) -> bool:
    """Tell whether ``{"y": "mean"}`` or ``("y", "mean")`` asks for an average of the column."""
    pairs: Sequence[tuple[ast.expr | None, ast.expr]] = ()
    match given:
        case ast.Dict(keys=keys, values=values):
            pairs = list(zip(keys, values, strict=True))
        case ast.Tuple(elts=[key, how]):
            pairs = [(key, how)]
    return any(key and column in _texts(key) and _texts(how) & AVERAGES for key, how in pairs)


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _texts(tree: ast.expr) -> set[str]:
    """Return the texts that are written out, and the names of functions (``np.mean``)."""
    items = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
    return {
        text
        for each in items
        for text in (getattr(each, "value", None), getattr(each, "attr", None))
        if isinstance(text, str)
    }
