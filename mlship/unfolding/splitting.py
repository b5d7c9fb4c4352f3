"""A statement that calls an own function inside of an expression → a line for the call, the rest.

``df = clean(load("a.csv"))`` becomes ``load_result = load("a.csv")``, ``df = clean(load_result)``.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from mlship.ir.program import Statement
from mlship.ir.trees import children, names_in
from mlship.ir.unfolding import Place, Position
from mlship.unfolding.callees import Callee
from mlship.unfolding.texts import Text, put_in_place, take_out

Line = tuple[Statement, Place]
# What is in these may be evaluated later, more than once, or not at all.
LATER = (
    ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
    ast.JoinedStr,
)  # fmt: skip


def split_call(
    line: Line, callees: Mapping[str, Callee], once: Collection[str]
) -> tuple[Line, Line] | None:
    """Give a call inside of a statement a line of its own; None if there is none."""
    statement, place = line
    if not isinstance(statement.node, ast.Assign | ast.Expr):
        return None
    value = statement.node.value
    call = next((c for c in _calls(value) if _called(c) in callees and _called(c) in once), None)
    if call is None or call is value:
        return None
    name = f"{_called(call)}_result"
    if name in names_in(statement.node):
        return None
    taken = take_out(statement.source, call, {}, before=f"{name} = ")
    rest = put_in_place(statement.source, call, name)
    return _line(line, taken, place), _line(line, rest, place)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that an expression surely makes, inner ones first."""
    if not isinstance(tree, LATER):
        for child in children(tree):
            yield from _calls(child)
        if isinstance(tree, ast.Call):
            yield tree


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _line(line: Line, found: Text, place: Place) -> Line:
    node = ast.parse(found.code).body[0]
    statement = replace(line[0], source=found.code, node=node, shown=False, magic="")
    return statement, replace(place, positions=follow(place, found.positions))


def follow(place: Place, positions: Mapping[Position, Position]) -> Mapping[Position, Position]:
    """Say where tokens stand in the text that a statement is itself made of."""
    known = place.positions
    if known is None:
        return positions
    return {here: known[there] for here, there in positions.items() if there in known}
