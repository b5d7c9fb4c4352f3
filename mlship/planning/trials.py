"""A unit's statements → what it does with several models, or with one that it only measures."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from mlship.ir.dataflow import Node
from mlship.ir.trees import walk

LOOPS = ast.For | ast.AsyncFor | ast.While
REPEATING = (LOOPS, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
# Calls that train what they are given on parts of the rows, and ask it about the others.
CROSS_VALIDATING = frozenset({"cross_val_score", "cross_validate", "cross_val_predict"})
FITS = frozenset({"train", "tune"})
FITTED = ("sklearn.", "imblearn.")


def name_cross_validation(nodes: Sequence[Node]) -> str:
    """Name a unit that cross-validates, "" if it does not: several models, where a loop does."""
    found = [
        (node, call)
        for node in nodes
        for call in node.calls
        if call.name.rpartition(".")[2] in CROSS_VALIDATING
    ]
    if not found:
        return ""
    several = len(found) > 1 or any(
        _repeats(node.statement.node, call.node) for node, call in found
    )
    return "cross_validate_models" if several else "cross_validate_model"


def trains_in_a_loop(nodes: Sequence[Node]) -> bool:
    """Tell whether a loop trains: one model after the other, or one with each of some settings."""
    return any(node.role in FITS and isinstance(node.statement.node, LOOPS) for node in nodes)


def fitted_among(names: Sequence[str], nodes: Sequence[Node]) -> list[str]:
    """Return those of some variables that hold what has been fitted: a scaler, a projection."""
    types: Mapping[str, str] = {n: kind for node in nodes for n, kind in node.types.items()}
    fitted = {name for node in nodes for name in _fitted_by(node)}
    return [n for n in names if n in fitted or types.get(n, "").startswith(FITTED)]


def _fitted_by(node: Node) -> Iterator[str]:
    """Yield what a statement calls `fit` of, and what it calls the result."""
    match node.statement.node:
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="fit"))
        ):
            yield name
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="fit", value=ast.Name(id=name)))):
            yield name


def _repeats(tree: ast.stmt, call: ast.Call) -> bool:
    """Tell whether a call stands inside of a loop."""
    around = (node for node in walk(tree) if isinstance(node, REPEATING))
    return any(inner is call for node in around for inner in walk(node))
