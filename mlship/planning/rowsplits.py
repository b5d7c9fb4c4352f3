"""Statements → those that take tables apart by hand, into rows to train on and rows to test on."""

import ast
import re

from mlship.ir.dataflow import Node
from mlship.ir.trees import walk

PARTS = re.compile(
    r"(^|_)(train|test|val|valid|validation|dev|holdout)(_|$|\d)|^(train|test)(ing)?(X|Y|x|y|set|df)"
)
# What leaves the rows that were chosen as they are.
FINISHING = frozenset({"copy", "reset_index", "to_numpy"})
# Words of variables that choose rows.
CHOOSING = re.compile(r"mask|idx|ind(ex|ices)|cond|rows|ids", re.IGNORECASE)


def splits_rows(node: Node) -> bool:
    """Tell whether a statement puts some of a table's rows under the name of a part."""
    match node.statement.node:
        case ast.Assign(targets=[ast.Name() as target], value=value):
            return _takes_part(target, value)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = list(zip(targets, values, strict=False))
            return bool(pairs) and all(_takes_part(target, value) for target, value in pairs)
    return False


def _takes_part(target: ast.expr, value: ast.expr) -> bool:
    if not isinstance(target, ast.Name) or not PARTS.search(target.id):
        return False
    chosen = _without_finish(value)
    source = {each.id for each in walk(chosen) if isinstance(each, ast.Name)}
    is_part_already = target.id in source or any(PARTS.search(name) for name in _roots(chosen))
    return not is_part_already and _chooses_rows(chosen)


def _without_finish(value: ast.expr) -> ast.expr:
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr not in FINISHING:
            return value
        value = value.func.value
    return value


def _roots(value: ast.expr) -> list[str]:
    """Return the table that rows are chosen of."""
    while isinstance(value, ast.Subscript | ast.Attribute | ast.Call):
        value = value.func if isinstance(value, ast.Call) else value.value
    return [value.id] if isinstance(value, ast.Name) else []


def _chooses_rows(value: ast.expr) -> bool:
    match value:
        case ast.Subscript(slice=ast.Tuple(elts=[rows, *_])):
            return _is_choice(rows) and not _is_all(rows)
        case ast.Subscript(value=ast.Attribute(attr="loc" | "iloc")):
            return True
        case ast.Subscript(slice=rows):
            return _is_choice(rows)
        case ast.Call(func=ast.Attribute(attr="query" | "head" | "tail" | "truncate")):
            return True
        case ast.Call(func=ast.Attribute(attr="drop"), args=[ast.Attribute(attr="index"), *_]):
            return True
    return False


def _is_choice(rows: ast.expr) -> bool:
    match rows:
        case ast.Slice() | ast.Compare() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr()):
            return _is_choice(left)
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return CHOOSING.search(name) is not None
        case ast.Call(func=ast.Attribute(attr="isin" | "between" | "isnull" | "notnull")):
            return True
    return False


def _is_all(rows: ast.expr) -> bool:
    match rows:
        case ast.Slice(lower=None, upper=None, step=None):
            return True
    return False
