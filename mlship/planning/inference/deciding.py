"""The chosen model and its probabilities → how the notebook makes classes of them at last.

``predicted = (model.predict_proba(rows)[:, 1] > 0.8).astype(int)`` decides elsewhere than the
model's own `predict`, which does at one half. What is served decides as the notebook does, if this
is how it predicts last, and where it decides is a number in its code, or a parameter.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.inference import Decision
from mlship.ir.trees import parse, walk
from mlship.planning.bodies import Writer
from mlship.planning.models import Fitted

PROBABILITIES = "predict_proba"
OPERATORS = {ast.Gt: ">", ast.GtE: ">="}
MIRRORED = {ast.Lt: ">", ast.LtE: ">="}
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known = names of the model, of its probabilities (both classes, or yes), of numbers."""

    names: frozenset[str]
    both: set[str] = field(default_factory=set)
    yes: set[str] = field(default_factory=set)
    numbers: dict[str, ast.expr] = field(default_factory=dict)

    def is_asked(self, call: ast.AST, method: str) -> bool:
        """Tell a call of one of the model's methods."""
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
                return name in self.names and attr == method
        return False

    def are_both(self, value: ast.expr) -> bool:
        """Tell the probabilities of both classes."""
        held = isinstance(value, ast.Name) and value.id in self.both
        return held or self.is_asked(value, PROBABILITIES)

    def are_yes(self, value: ast.expr) -> bool:
        """Tell those of the second class: ``model.predict_proba(rows)[:, 1]``."""
        match value:
            case ast.Name(id=name):
                return name in self.yes
            case ast.Subscript(
                value=inner,
                slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), ast.Constant(value=1)]),
            ):
                return self.are_both(inner)
        return False

    def valued(self, value: ast.expr) -> ast.expr:
        """Return the number that a variable holds, anything else as it is."""
        return self.numbers.get(value.id, value) if isinstance(value, ast.Name) else value

    def note(self, node: Node) -> None:
        """Remember what a statement binds."""
        self.both.difference_update(node.writes)
        self.yes.difference_update(node.writes)
        for name in node.writes & self.numbers.keys():
            del self.numbers[name]
        match node.statement.node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant() as value):
                self.numbers[target] = value
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                self.both.update({target} if self.are_both(value) else ())
                self.yes.update({target} if self.are_yes(value) else ())


def find_decision(
    flow: Dataflow, kept: Sequence[int], model: Fitted, writer: Writer
) -> Decision | None:
    """Find where the notebook decides between two classes, if it does so for its last answers."""
    known = Known(names=frozenset({model.name, *(one.name for one in model.of)} - {""}))
    found: Decision | None = None
    for node in (flow.nodes[index] for index in sorted(kept)):
        if node.statement.index < model.index:
            known.note(node)
            continue
        if any(known.is_asked(call, "predict") for call in walk(node.statement.node)):
            found = None
        if isinstance(node.statement.node, ast.Assign):
            found = _decided(writer, node, known) or found
        known.note(node)
    return found


def _decided(writer: Writer, node: Node, known: Known) -> Decision | None:
    """Read the one comparison that a statement makes, if it is one of probabilities."""
    asks = PROBABILITIES in node.statement.source or bool(known.both | known.yes)
    if not asks or not any(isinstance(n, ast.Compare) for n in walk(node.statement.node)):
        return None
    tree = parse(writer.statement(node.statement.index))
    each = replace(known, yes=known.yes | set(_each_of(tree, known)))
    cell, compares = node.statement.cell, [n for n in walk(tree) if isinstance(n, ast.Compare)]
    match compares:
        case [ast.Compare(left=left, ops=[op], comparators=[right])]:
            if type(op) in OPERATORS and each.are_yes(left):
                return _limited(OPERATORS[type(op)], known.valued(right), writer.params, cell)
            if type(op) in MIRRORED and each.are_yes(right):
                return _limited(MIRRORED[type(op)], known.valued(left), writer.params, cell)
    return None


def _each_of(tree: ast.AST, known: Known) -> Iterable[str]:
    """Yield the variables that go through probabilities: ``[p > 0.8 for p in yes]``."""
    for node in walk(tree):
        match node:
            case ast.comprehension(target=ast.Name(id=name), iter=several):
                if known.are_yes(several):
                    yield name


def _limited(operator: str, limit: ast.expr, params: str, cell: int) -> Decision | None:
    """Take a number that is not the middle, or a parameter."""
    match limit:
        case ast.Constant(value=float() | int() as number) if number != HALF:
            return Decision(operator=operator, limit=repr(number), cell=cell)
        case ast.Attribute() if ast.unparse(limit).startswith(f"{params}."):
            where = ast.unparse(limit).removeprefix(params)
            return Decision(operator=operator, limit=f"self.params{where}", cell=cell)
    return None
