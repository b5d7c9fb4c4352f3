"""Columns that get other values as a whole → the same, said so that they get their type too.

Before pandas 2, `df.iloc[:, 0] = codes` put a new column there; now it fills the old one, whose
type stays. Before pandas 3, texts that `replace` made numbers of became a column of numbers.
"""

import ast
from collections.abc import Iterator, Mapping

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.repairing.edits import Edit, text_of
from mlship.repairing.versions import holds

FILLED, REPLACED = "pandas>=2", "pandas>=3"
# What makes other values of a column.
ENCODERS = frozenset({"fit_transform", "transform", "codes", "map", "apply", "astype"})
WHY_FILLED = "From pandas 2 on this fills the column, whose type stays, instead of replacing it."
WHY_REPLACED = "From pandas 3 on a column keeps its type when replace makes numbers of its texts."
INFERRED = ".infer_objects()"


def mend_encoded(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Replace columns that get other values, and let replaced texts become numbers."""
    edits: list[Edit] = []
    tables = _tables(flow)
    for node in flow.nodes:
        if holds(FILLED, installed.versions):
            edits += _fillings(node)
        if holds(REPLACED, installed.versions):
            edits += _replacings(node, tables)
    return edits


def _fillings(node: Node) -> Iterator[Edit]:
    source = node.statement.source
    for tree in ast.walk(node.statement.node):
        match tree:
            case ast.Assign(targets=[ast.Subscript() as target], value=value) if _encodes(value):
                text = _column(source, target, text_of(source, value))
                if text:
                    yield _edit(node, tree, text, "column-filled", WHY_FILLED)


def _encodes(value: ast.expr) -> bool:
    name = value.func if isinstance(value, ast.Call) else value
    return isinstance(name, ast.Attribute) and name.attr in ENCODERS


def _column(source: str, target: ast.Subscript, value: str) -> str:
    """Write `df.loc[:, "a"] = …` and `df.iloc[:, 0] = …` so that the column is replaced."""
    match target:
        case ast.Subscript(
            value=ast.Attribute(value=frame, attr="loc" | "iloc" as indexer),
            slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None, step=None), column]),
        ) if not isinstance(column, ast.Slice):
            of, name = text_of(source, frame), text_of(source, column)
            by_position = indexer == "iloc"
            return f"{of}.isetitem({name}, {value})" if by_position else f"{of}[{name}] = {value}"
        case _:
            return ""


def _tables(flow: Dataflow) -> dict[str, ast.Dict]:
    """Give the variables that are assigned a dict as it is written, and nothing else."""
    found: dict[str, list[ast.Dict | None]] = {}
    for node in flow.nodes:
        tree = node.statement.node
        value = tree.value if isinstance(tree, ast.Assign) else None
        for name in node.defines | node.may_define:
            found.setdefault(name, []).append(value if isinstance(value, ast.Dict) else None)
    return {name: dicts[0] for name, dicts in found.items() if len(dicts) == 1 and dicts[0]}


def _replacings(node: Node, tables: Mapping[str, ast.Dict]) -> Iterator[Edit]:
    inferred = {
        id(each.value)
        for each in ast.walk(node.statement.node)
        if isinstance(each, ast.Attribute) and each.attr in {"infer_objects", "astype"}
    }
    for tree in ast.walk(node.statement.node):
        if isinstance(tree, ast.Call) and id(tree) not in inferred and _makes_numbers(tree, tables):
            yield _edit(
                node,
                tree,
                text_of(node.statement.source, tree) + INFERRED,
                "texts-replaced",
                WHY_REPLACED,
            )


def _makes_numbers(call: ast.Call, tables: Mapping[str, ast.Dict]) -> bool:
    """Tell `df["a"].replace({"yes": 1, "no": 0})`, which gives something back."""
    if any(each.arg == "inplace" for each in call.keywords):
        return False
    match call:
        case ast.Call(func=ast.Attribute(attr="replace"), args=[table]):
            return _maps_to_numbers(table, tables)
        case ast.Call(func=ast.Attribute(attr="replace"), args=[old, new]):
            return _is_text(old) and _is_number(new)
        case _:
            return False


def _maps_to_numbers(table: ast.expr, tables: Mapping[str, ast.Dict]) -> bool:
    """Tell a dict of texts and numbers, or of columns and such dicts; it may have a name."""
    match table:
        case ast.Name(id=name):
            return name in tables and _maps_to_numbers(tables[name], {})
        case ast.Dict(keys=old, values=new):
            plain = any(map(_is_text, old)) and any(map(_is_number, new))
            return plain or any(_maps_to_numbers(each, tables) for each in new)
        case _:
            return False


def _is_text(tree: ast.expr | None) -> bool:
    parts = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
    return any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in parts)


def _is_number(tree: ast.expr) -> bool:
    parts = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
    numbers = (each.value for each in parts if isinstance(each, ast.Constant))
    return any(isinstance(each, int | float) for each in numbers)


def _edit(node: Node, tree: ast.expr | ast.stmt, text: str, rule: str, why: str) -> Edit:
    return Edit.of_node(node.statement, tree, text, rule=rule, why=why)
