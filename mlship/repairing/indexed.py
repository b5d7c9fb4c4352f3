"""`frame.ix[rows, columns]` → the same with `loc` and `iloc`, by the kind of each key.

`ix` took a number for a label where the labels are numbers, which rows have by themselves, and for
a position where they are not, which is how columns are named. It is gone from pandas 1 on.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.repairing.edits import Edit, text_of
from mlship.repairing.versions import holds

SINCE = "pandas>=1.0"
WHY = "pandas 1 removed ix; numbers are labels of rows, and positions among columns."
CHANGE = "Where rows have texts for labels, or columns numbers, ix took them the other way round."


def mend_indexed(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Say which of the keys are positions, where the second key is one."""
    if not holds(SINCE, installed.versions):
        return []
    return [edit for node in flow.nodes for edit in _edits(node)]


def _edits(node: Node) -> Iterator[Edit]:
    for tree in ast.walk(node.statement.node):
        match tree:
            case ast.Subscript(
                value=ast.Attribute(value=frame, attr="ix"), slice=ast.Tuple(elts=[rows, columns])
            ) if _is_position(columns):
                text = _written(node.statement.source, tree, frame, rows, columns)
                if text:
                    edit = Edit.of_node(node.statement, tree, text, rule="move-ix", why=WHY)
                    yield replace(edit, change=CHANGE)


def _written(
    source: str, tree: ast.Subscript, frame: ast.expr, rows: ast.expr, columns: ast.expr
) -> str:
    """Write it with one indexer where that says it, else with one after the other."""
    whole, some = text_of(source, frame), _key(source, rows)
    chosen = _key(source, columns)
    if _is_whole(rows) or _is_number(rows):
        return f"{whole}.iloc[{some}, {chosen}]"
    if not isinstance(tree.ctx, ast.Load):
        return ""
    return f"{whole}.loc[{some}].iloc[:, {chosen}]"


def _key(source: str, key: ast.expr) -> str:
    """Give a key's own text: the parser has no place for what is left out of a slice."""
    return text_of(source, key) or ast.unparse(key)


def _is_position(key: ast.expr) -> bool:
    """Tell numbers: one, a list of them, a slice between them."""
    match key:
        case ast.Slice(lower=lower, upper=upper):
            ends = [end for end in (lower, upper) if end is not None]
            return bool(ends) and all(map(_is_number, ends))
        case ast.List(elts=items):
            return bool(items) and all(map(_is_number, items))
        case _:
            return _is_number(key)


def _is_number(key: ast.expr) -> bool:
    match key:
        case ast.Constant(value=number) | ast.UnaryOp(
            op=ast.USub(), operand=ast.Constant(value=number)
        ):
            return type(number) is int
        case _:
            return False


def _is_whole(key: ast.expr) -> bool:
    return isinstance(key, ast.Slice) and key.lower is None and key.upper is None
