"""Predictions for a record that stands in the notebook itself: what a model is for, shown once."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import walk

PREDICTS = frozenset({"predict", "predict_proba", "predict_classes", "decision_function"})
FEWEST_VALUES = 2


def find_asked(flow: Dataflow, after: int) -> Iterator[tuple[str, int]]:
    """Yield the models asked about such records below a statement, each with where, last first."""
    for node in reversed(flow.nodes[after + 1 :]):
        for call in reversed(node.calls):
            asks = call.name.rsplit(".", 1)[-1] in PREDICTS and call.node.args
            if asks and _values_in(flow, call.node.args[0], node.statement.index):
                yield call.receiver, node.statement.index


def _values_in(flow: Dataflow, given: ast.expr, index: int) -> bool:
    """Tell whether an argument is written down: in its place, or where its variables are bound."""
    waiting, values = [(given, index)], 0
    while waiting:
        tree, place = waiting.pop()
        values += _count_values(tree)
        for name in _variables(tree):
            made = _binding(flow, name, place)
            if made is None:
                return False
            waiting.append(made)
    return values >= FEWEST_VALUES


def _count_values(tree: ast.expr) -> int:
    """Count the values that stand in lists, tuples and dictionaries."""
    holders = (n for n in walk(tree) if isinstance(n, ast.List | ast.Tuple | ast.Dict))
    return len({id(n) for each in holders for n in walk(each) if isinstance(n, ast.Constant)})


def _variables(tree: ast.expr) -> list[str]:
    """Return the variables that a value is made of; whose methods make it is another matter."""
    makers = [n.func for n in walk(tree) if isinstance(n, ast.Call)]
    apart = {id(n) for maker in makers for n in walk(maker)}
    return [n.id for n in walk(tree) if isinstance(n, ast.Name) and id(n) not in apart]


def _binding(flow: Dataflow, name: str, place: int) -> tuple[ast.expr, int] | None:
    """Return what a variable was bound to before a statement, and where, if that is clear."""
    for node in reversed(flow.nodes[:place]):
        tree = node.statement.node
        if name in node.writes:
            match tree:
                case ast.Assign(targets=[ast.Name()], value=value):
                    return value, node.statement.index
            return None
    return None
