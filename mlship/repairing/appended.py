"""What `append` was given → the frame that `concat` wants: one row, several rows, or as it is."""

import ast
from collections.abc import Callable, Mapping

from mlship.repairing.edits import text_of
from mlship.repairing.naming import Reference

ROWS = frozenset({"dict", "pandas.Series"})


def as_rows(
    source: str, call: ast.Call, types: Mapping[str, str], refer: Callable[[str], Reference]
) -> str:
    """Write the first argument as a frame: a row is a frame of one, a list of frames is opened."""
    given = call.args[0] if call.args else None
    if given is None:
        return ""
    frame, text = refer("pandas.DataFrame").text, text_of(source, given)
    match given:
        case ast.List(elts=items) if items and all(_is_row(each, types) for each in items):
            return f"{frame}({text})"
        case ast.List():
            return f"*{text}"
        case _:
            return f"{frame}([{text}])" if _is_row(given, types) else text


def _is_row(tree: ast.expr, types: Mapping[str, str]) -> bool:
    """Tell a dict or a series; what one label or position gives of a table is its row."""
    match tree:
        case ast.Subscript(value=ast.Attribute(attr="loc" | "iloc" | "ix"), slice=place):
            return isinstance(place, ast.Constant | ast.UnaryOp)
        case ast.Dict():
            return True
        case ast.Name(id=name):
            return types.get(name) in ROWS
        case ast.Call(func=ast.Name(id="dict") | ast.Attribute(attr="Series")):
            return True
        case _:
            return False
