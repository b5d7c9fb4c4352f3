"""Calls → those that change a column of a frame in place, which is a copy from pandas 3 on."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.trees import walk
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

FRAME = "pandas.DataFrame"
# Attributes by which a frame is known, among what else may be asked for a name in brackets.
OF_FRAMES = frozenset({"columns", "drop", "dropna", "groupby", "iloc", "loc", "merge", "shape"})
METHODS = frozenset({"bfill", "clip", "ffill", "fillna", "interpolate", "mask", "replace", "where"})


class ColumnInPlace(Rule):
    """The gaps are still there."""

    code = "MS407"
    name = "column-in-place"
    severity = "warning"
    what = "A column is changed in place through a selection of it."
    why = (
        "From pandas 3 on `df['a']` is a copy: the frame stays as it was, and there is no error. "
        "With an older pandas the frame changes."
    )
    remedy = "Assign the result: `df['a'] = df['a'].fillna(0)`; `mlship repair` does it."
    example = """
        df["charges"].fillna(0, inplace=True)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each such call on a column of what is known to be a frame."""
        for node, tree in subject.find_all(ast.Expr):
            match tree.value:
                case ast.Call(func=ast.Attribute(value=column, attr=name)) as call:
                    if name in METHODS and _is_in_place(call) and _is_column(column, node):
                        text = f"{ast.unparse(column)}.{name}(…, inplace=True)"
                        yield self.at(node, f"`{text}` changes a copy from pandas 3 on.", call)


def _is_column(tree: ast.expr, node: Node) -> bool:
    match tree:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
            return node.types.get(name) == FRAME or _is_used_as_frame(name, node)
        case ast.Attribute(value=ast.Name(id=name)):
            return node.types.get(name) == FRAME
        case _:
            return False


def _is_used_as_frame(name: str, node: Node) -> bool:
    """Tell the parameter of a function that is asked for what only a frame has."""
    return isinstance(node.statement.node, ast.FunctionDef) and any(
        isinstance(tree.value, ast.Name) and tree.value.id == name and tree.attr in OF_FRAMES
        for tree in walk(node.statement.node)
        if isinstance(tree, ast.Attribute)
    )


def _is_in_place(call: ast.Call) -> bool:
    return any(
        each.arg == "inplace" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in call.keywords
    )
