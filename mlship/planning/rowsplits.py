"""Statements → those that take tables apart by hand, into rows to train on and rows to test on."""

import ast
import re
from collections.abc import Collection

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk

PARTS = re.compile(
    r"(^|_)(train|test|val|valid|validation|(?<!std_)dev|holdout)(_|$|\d)|"
    r"^(train|test)(ing)?(X|Y|x|y|set|df)"
)
# What leaves the rows that were chosen as they are.
FINISHING = frozenset({"copy", "reset_index", "to_numpy"})
# Words of variables that choose rows.
CHOOSING = re.compile(r"mask|msk|idx|ind(ex|ices)|cond|rows|ids", re.IGNORECASE)
# Methods that give a truth, or a place, a row.
MASKING = frozenset(
    {"isin", "between", "isnull", "notnull", "isna", "notna", "duplicated", "permutation"}
)


def find_masks(flow: Dataflow) -> frozenset[str]:
    """Return the variables that hold which rows to take: comparisons, rows drawn by chance."""
    masks: set[str] = set()
    others: set[str] = set()
    for node in flow.nodes:
        tree = node.statement.node
        is_mask = isinstance(tree, ast.Assign) and _tells_rows(tree.value)
        (masks if is_mask else others).update(node.defines | node.may_define)
    return frozenset(masks - others)


def _tells_rows(value: ast.expr) -> bool:
    match value:
        case ast.Compare() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr()):
            return _tells_rows(left)
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in MASKING
    return False


def chooses_rows(node: Node, masks: Collection[str] = ()) -> bool:
    """Tell whether a statement takes some of a table's rows, and not just the first ones."""
    match node.statement.node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="head" | "tail"))):
            return False
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            is_table = node.types.get(name) == "pandas.DataFrame"
            return is_table and _chooses_rows(_without_finish(value), masks)
    return False


def chooses_columns(node: Node) -> bool:
    """Tell whether a statement takes some of a table's columns: ``data = data[["a", "b"]]``."""
    match node.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            is_table = node.types.get(name) == "pandas.DataFrame"
            match _without_finish(value):
                case ast.Subscript(slice=ast.List(elts=columns)):
                    texts = all(
                        isinstance(c, ast.Constant) and isinstance(c.value, str) for c in columns
                    )
                    return is_table and texts
    return False


def splits_rows(node: Node, masks: Collection[str] = ()) -> bool:
    """Tell whether a statement puts some of a table's rows under the name of a part."""
    match node.statement.node:
        case ast.Assign(targets=[ast.Name() as target], value=value):
            return _takes_part(target, value, masks)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = list(zip(targets, values, strict=False))
            return bool(pairs) and all(_takes_part(*pair, masks) for pair in pairs)
    return False


def _takes_part(target: ast.expr, value: ast.expr, masks: Collection[str]) -> bool:
    if not isinstance(target, ast.Name) or not PARTS.search(target.id):
        return False
    chosen = _without_finish(value)
    source = {each.id for each in walk(chosen) if isinstance(each, ast.Name)} - set(masks)
    is_part_already = target.id in source or any(PARTS.search(name) for name in _roots(chosen))
    return not is_part_already and _chooses_rows(chosen, masks)


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


def _chooses_rows(value: ast.expr, masks: Collection[str]) -> bool:
    match value:
        case ast.Subscript(slice=ast.Tuple(elts=[rows, *_])):
            return _is_choice(rows, masks) and not _is_all(rows)
        case ast.Subscript(value=ast.Attribute(attr="loc" | "iloc")):
            return True
        case ast.Subscript(slice=rows):
            return _is_choice(rows, masks)
        case ast.Call(func=ast.Attribute(attr="query" | "head" | "tail" | "truncate")):
            return True
        case ast.Call(func=ast.Attribute(attr="drop"), args=[ast.Attribute(attr="index"), *_]):
            return True
    return False


def _is_choice(rows: ast.expr, masks: Collection[str]) -> bool:
    match rows:
        case ast.Slice() | ast.Compare() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr()):
            return _is_choice(left, masks)
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return name in masks or CHOOSING.search(name) is not None
        case ast.Call(func=ast.Attribute(attr="isin" | "between" | "isnull" | "notnull")):
            return True
    return False


def _is_all(rows: ast.expr) -> bool:
    match rows:
        case ast.Slice(lower=None, upper=None, step=None):
            return True
    return False
