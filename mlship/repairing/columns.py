"""Changes of a column through a selection of it → the same, said so that the frame changes.

From pandas 3 on `df["a"]` is a copy: what changes it in place, or assigns to a part of it, leaves
the frame as it is, without an error. Before, the frame changed, so that what is written here
means what the notebook meant.
"""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.repairing.edits import Edit, text_of
from mlship.repairing.versions import holds

SINCE = "pandas>=3"
FRAME = "pandas.DataFrame"
METHODS = frozenset({"bfill", "clip", "ffill", "fillna", "interpolate", "mask", "replace", "where"})
WHY = "From pandas 3 on this changes a copy of the column, and the frame stays as it was."


def mend_columns(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Assign what is changed in place in a column, and select rows and column at once."""
    if not holds(SINCE, installed.versions):
        return []
    return [edit for node in flow.nodes for edit in _edits(node)]


def _edits(node: Node) -> Iterator[Edit]:
    source = node.statement.source
    for tree in ast.walk(node.statement.node):
        match tree:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=column, attr=name)) as call):
                if name in METHODS and _is_in_place(call) and is_column(column, node):
                    text = f"{text_of(source, column)} = {_returned(source, call)}"
                    yield _edit(node, call, text, "column-in-place")
            case ast.Assign(targets=[ast.Subscript(value=column, slice=rows) as target]):
                if is_column(column, node) and is_mask(rows):
                    yield _edit(node, target, _at_once(source, column, rows), "column-in-parts")


def is_column(tree: ast.expr, node: Node) -> bool:
    """Tell one column of a variable: by a text, by the variable of a loop, as a frame's attribute.

    A variable may hold several names, which select a copy in every version.
    """
    match tree:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str())):
            return True
        case ast.Subscript(value=ast.Name(), slice=ast.Name(id=name)):
            loops = (each for each in ast.walk(node.statement.node) if isinstance(each, ast.For))
            return any(
                isinstance(each.target, ast.Name) and each.target.id == name for each in loops
            )
        case ast.Attribute(value=ast.Name(id=name)):
            return node.types.get(name) == FRAME
        case _:
            return False


def is_mask(rows: ast.expr) -> bool:
    """Tell a condition on rows, which selects the same with `loc`."""
    match rows:
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()) | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.Call(func=ast.Attribute(attr="isnull" | "isna" | "notnull" | "notna" | "isin")):
            return True
        case _:
            return isinstance(rows, ast.Compare)


def _is_in_place(call: ast.Call) -> bool:
    return any(
        each.arg == "inplace" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in call.keywords
    )


def _returned(source: str, call: ast.Call) -> str:
    """Write the call without its `inplace`."""
    named = [each for each in call.keywords if each.arg != "inplace"]
    given: list[ast.expr | ast.keyword] = [*call.args, *named]
    return f"{text_of(source, call.func)}({', '.join(text_of(source, each) for each in given)})"


def _at_once(source: str, column: ast.expr, rows: ast.expr) -> str:
    match column:
        case ast.Subscript(value=frame, slice=name):
            return f"{text_of(source, frame)}.loc[{text_of(source, rows)}, {text_of(source, name)}]"
        case ast.Attribute(value=frame, attr=name):
            return f"{text_of(source, frame)}.loc[{text_of(source, rows)}, {name!r}]"
        case _:
            return text_of(source, column)


def _edit(node: Node, tree: ast.expr, text: str, rule: str) -> Edit:
    return Edit.of_node(node.statement, tree, text, rule=rule, why=WHY)
