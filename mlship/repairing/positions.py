"""Numbers in brackets after a series whose labels are texts → the same by position.

Before pandas 3, a number that was no label was taken for a position. It is one for sure where the
labels are a frame's columns: in what a reduction of a frame gives, and in the rows that `apply`
hands on with `axis=1`.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeGuard

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.ir.trees import walk
from mlship.repairing.columns import is_mask
from mlship.repairing.edits import Edit, span
from mlship.repairing.naming import bound_names, known_types, refer
from mlship.repairing.versions import holds

SINCE = "pandas>=3"
ADDED = "pandas>=2"
FRAME, SERIES = "pandas.DataFrame", "pandas.Series"
REDUCTIONS = frozenset(
    {
        "count", "sum", "mean", "median", "std", "var", "min", "max", "nunique", "skew", "kurt",
        "any", "all",
    }
)  # fmt: skip
# What gives a frame for a frame.
KEEPERS = frozenset({"isnull", "isna", "notnull", "notna", "dropna", "fillna", "copy", "head"})
WHY = "From pandas 3 on a number in brackets is a label; here it is a position among the columns."
WHY_ADDED = "From pandas 2 on a series gets no further axis; its array does."
WHY_RAVEL = "pandas 3 leaves ravel to numpy, which takes arrays and series alike."
BY_POSITION = ".iloc"
NUMBERED = "Where columns have numbers for names, it was their name."


def mend_positions(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Say `iloc` where a position is meant, and leave axes that are added to numpy."""
    types = known_types(flow)
    widened = list(_widened(flow, types)) if holds(ADDED, installed.versions) else []
    if not holds(SINCE, installed.versions):
        return widened
    widened += _ravelled(flow, types)
    frames = frozenset(name for name, found in types.items() if found == FRAME)
    reduced = frozenset(_reduced(flow, frames))
    edits: list[Edit] = []
    for node in flow.nodes:
        edits += (
            _by_position(node, tree)
            for tree in ast.walk(node.statement.node)
            if _by_number(tree) and _is_reduced(tree.value, frames, reduced)
        )
    return [*widened, *edits, *_in_rows(flow)]


def _widened(flow: Dataflow, types: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the edits of `x[:, np.newaxis]`, where x is a series."""
    for node, tree in _trees(flow):
        match tree:
            case ast.Subscript(value=ast.Name(id=name) as series, slice=ast.Tuple(elts=axes)):
                if types.get(name) == SERIES and any(map(_is_new_axis, axes)):
                    yield _edit(node, series, ".to_numpy()", WHY_ADDED)


def _ravelled(flow: Dataflow, types: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the edits of `y_test.ravel()`, where a split made it of nobody knows what."""
    split = frozenset(name for node in flow.nodes for name in _parts(node)) - types.keys()
    ravel = refer("numpy.ravel", flow, bound_names(flow))
    for node, tree in _trees(flow):
        match tree:
            case ast.Call(func=ast.Attribute(attr="ravel", value=ast.Name(id=name)), args=[]):
                if name in split:
                    text = f"{ravel.text}({name})"
                    edit = Edit.of_node(node.statement, tree, text, rule="ravel", why=WHY_RAVEL)
                    yield replace(edit, imports=ravel.imports)


def _trees(flow: Dataflow) -> Iterator[tuple[Node, ast.AST]]:
    return ((node, tree) for node in flow.nodes for tree in walk(node.statement.node))


def _parts(node: Node) -> frozenset[str]:
    """Give what a split of rows binds."""
    splits = any(call.name.endswith(".train_test_split") for call in node.calls)
    return node.defines if splits else frozenset()


def _is_new_axis(tree: ast.expr) -> bool:
    match tree:
        case ast.Constant(value=None):
            return True
        case ast.Attribute(attr="newaxis"):
            return True
        case _:
            return False


def _reduced(flow: Dataflow, frames: frozenset[str]) -> Iterator[str]:
    """Yield the variables that hold what reductions of frames gave, and nothing else."""
    held: dict[str, list[bool]] = {}
    for node in flow.nodes:
        known = frozenset(name for name, found in held.items() if all(found))
        for name in node.defines | node.may_define:
            match node.statement.node:
                case ast.Assign(targets=[ast.Name()], value=value):
                    held.setdefault(name, []).append(_is_reduced(value, frames, known))
                case _:
                    held.setdefault(name, []).append(False)
    yield from (name for name, found in held.items() if all(found))


def _is_reduced(tree: ast.expr, frames: frozenset[str], held: frozenset[str]) -> bool:
    """Tell a reduction of a frame, and what arithmetic makes of it."""
    match tree:
        # Without an axis it goes along the rows, so that columns are the labels.
        case ast.Call(func=ast.Attribute(value=frame, attr=name), args=[]) if name in REDUCTIONS:
            along_rows = not any(each.arg in {"axis", "level"} for each in tree.keywords)
            return along_rows and _is_frame(frame, frames)
        case ast.Name(id=name):
            return name in held
        case ast.BinOp(left=left, right=right):
            return any(_is_reduced(each, frames, held) for each in (left, right))
        case _:
            return False


def _is_frame(tree: ast.expr, frames: frozenset[str]) -> bool:
    """Tell a frame: a variable, rows or columns of one, or what gives a frame for it."""
    match tree:
        case ast.Name(id=name):
            return name in frames
        case ast.Subscript(value=frame, slice=chosen):
            return (isinstance(chosen, ast.List) or is_mask(chosen)) and _is_frame(frame, frames)
        case ast.Call(func=ast.Attribute(value=frame, attr=name)) if name in KEEPERS:
            return _is_frame(frame, frames)
        case _:
            return False


def _by_number(tree: ast.AST) -> TypeGuard[ast.Subscript]:
    """Tell a plain number in brackets."""
    match tree:
        case ast.Subscript(slice=ast.Constant(value=number), ctx=ast.Load()):
            return type(number) is int
        case ast.Subscript(slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=number))):
            return type(number) is int
        case _:
            return False


def _in_rows(flow: Dataflow) -> Iterator[Edit]:
    """Yield the edits of functions that get the rows of a frame, and number their columns."""
    functions = dict(_functions(flow))
    for node in flow.nodes:
        for given, chosen in _applied(node.statement.node):
            match given:
                case ast.Lambda():
                    yield from _numbered(node, given, chosen=chosen)
                case ast.Name(id=name) if name in functions:
                    owner, function = functions.pop(name)
                    yield from _numbered(owner, function, chosen=chosen)


def _functions(flow: Dataflow) -> Iterator[tuple[str, tuple[Node, ast.FunctionDef]]]:
    for node in flow.nodes:
        if isinstance(node.statement.node, ast.FunctionDef):
            yield node.statement.node.name, (node, node.statement.node)


def _applied(statement: ast.stmt) -> Iterator[tuple[ast.expr, bool]]:
    """Yield what is applied to rows, and whether the columns were chosen by their names."""
    for tree in ast.walk(statement):
        match tree:
            case ast.Call(func=ast.Attribute(attr="apply", value=frame), args=[given, *more]):
                axis = [*more[:1], *(each.value for each in tree.keywords if each.arg == "axis")]
                if any(isinstance(a, ast.Constant) and a.value in {1, "columns"} for a in axis):
                    yield given, _chooses_names(frame)


def _chooses_names(frame: ast.expr) -> bool:
    match frame:
        case ast.Subscript(slice=ast.List(elts=names)):
            return all(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in names)
        case _:
            return False


def _numbered(
    node: Node, function: ast.FunctionDef | ast.Lambda, *, chosen: bool
) -> Iterator[Edit]:
    parameters = function.args.args
    if not parameters:
        return
    row = parameters[0].arg
    for tree in ast.walk(function):
        if _by_number(tree) and isinstance(tree.value, ast.Name) and tree.value.id == row:
            yield _by_position(node, tree, "" if chosen else NUMBERED)


def _by_position(node: Node, tree: ast.Subscript, change: str = "") -> Edit:
    return _edit(node, tree.value, BY_POSITION, WHY, change)


def _edit(node: Node, tree: ast.expr, added: str, why: str, change: str = "") -> Edit:
    """Add something behind an expression."""
    _, end = span(node.statement.source, tree)
    return Edit(
        statement=node.statement,
        start=end,
        end=end,
        text=added,
        rule="position" if added == BY_POSITION else "added-axis",
        why=why,
        change=change,
    )
