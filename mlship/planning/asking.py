"""What models are asked: for records that stand in the notebook itself, or only what they found."""

import ast
from collections.abc import Iterable, Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk

PREDICTS = frozenset({"predict", "predict_proba", "predict_classes", "decision_function"})
FEWEST_VALUES = 2
# What a search gives is a model itself.
FOUND = "best_estimator_"


def find_asked(flow: Dataflow, after: int) -> Iterator[tuple[str, int]]:
    """Yield the models asked about such records below a statement, each with where, last first."""
    for node in reversed(flow.nodes[after + 1 :]):
        for call in reversed(node.calls):
            asks = call.name.rsplit(".", 1)[-1] in PREDICTS and call.node.args
            if asks and _values_in(flow, call.node.args[0], node.statement.index):
                yield call.receiver, node.statement.index


def is_only_looked_into(nodes: Iterable[Node], name: str) -> bool:
    """Tell whether these statements want of a model no more than what it found in its own rows.

    A forest whose importances are drawn, or a regression whose summary is printed, answers no
    other rows there: what is called for that is given them. A model that is not used at all may be
    what the notebook leaves behind.
    """
    looks, uses = 0, 0
    for node in nodes:
        if name in node.reads:
            parts = list(walk(node.statement.node))
            calls = (n for n in parts if isinstance(n, ast.Call))
            asking = {id(n.func) for n in calls if n.args or n.keywords}
            attributes = (n for n in parts if isinstance(n, ast.Attribute))
            looked = (n for n in attributes if id(n) not in asking and n.attr != FOUND)
            looks += sum(_is_name(n.value, name) for n in looked)
            uses += sum(_is_name(n, name) for n in parts)
    return 0 < looks == uses


def _is_name(tree: ast.AST, name: str) -> bool:
    return isinstance(tree, ast.Name) and tree.id == name and isinstance(tree.ctx, ast.Load)


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
