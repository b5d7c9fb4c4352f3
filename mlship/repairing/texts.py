"""Texts that become numbers, or are asked for as objects → an option of pandas at its import.

From pandas 3 on a column of texts has a type of its own: a number cannot be put into it, and it is
no longer `object`. Where a notebook does such a thing, pandas is told to read texts as it used to.
"""

import ast
from collections.abc import Mapping
from itertools import islice

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.repairing.edits import Edit, span
from mlship.repairing.versions import holds

SINCE = "pandas>=3,<4"
OPTION = "future.infer_string"
INDEXERS = frozenset({"loc", "iloc", "at", "iat", "ix"})
OBJECTS = frozenset({"object", "O", "object_"})
WHY = (
    "Numbers are put into columns of texts, or these are asked for as objects: "
    "from pandas 3 on they have a type of their own, which takes texts alone."
)


def keep_texts_objects(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Set the option below the first import of pandas, where something needs it."""
    if not holds(SINCE, installed.versions) or any(map(_sets_option, flow.nodes)):
        return []
    edits = (_edit(node, name) for node in flow.nodes if (name := _name_of_pandas(node)))
    needed = any(_needs_objects(node, flow.imports) for node in flow.nodes)
    return list(islice(edits, 1)) if needed else []


def _sets_option(node: Node) -> bool:
    return OPTION in node.statement.source


def _name_of_pandas(node: Node) -> str:
    """Give the name that a statement at the margin imports pandas by."""
    tree = node.statement.node
    if not isinstance(tree, ast.Import) or tree.col_offset:
        return ""
    return next((each.asname or each.name for each in tree.names if each.name == "pandas"), "")


def _needs_objects(node: Node, imports: Mapping[str, str]) -> bool:
    trees = ast.walk(node.statement.node)
    return any(_puts_number(each) or _asks_for_object(each, imports) for each in trees)


def _puts_number(tree: ast.AST) -> bool:
    """Tell `df.loc[df["a"] == "x", "a"] = 1`."""
    match tree:
        case ast.Assign(
            targets=[ast.Subscript() as target], value=ast.Constant(value=int() | float())
        ):
            return _is_part(target) and _compares_text(target)
        case _:
            return False


def _is_part(target: ast.Subscript) -> bool:
    """Tell a part of a frame: by an indexer, or of one of its columns."""
    match target.value:
        case ast.Attribute(attr=name):
            return name in INDEXERS
        case ast.Subscript(value=ast.Name() | ast.Attribute()):
            return True
        case _:
            return False


def _compares_text(target: ast.Subscript) -> bool:
    texts = (
        side
        for each in ast.walk(target.slice)
        if isinstance(each, ast.Compare)
        for side in (each.left, *each.comparators)
    )
    return any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in texts)


def _asks_for_object(tree: ast.AST, imports: Mapping[str, str]) -> bool:
    """Tell `df[name].dtype == "object"`, and `object in …dtypes`."""
    match tree:
        case ast.Compare(left=left, comparators=others):
            sides = [left, *others]
            return any(map(_says_object, sides)) or (
                any(map(_is_type, sides)) and any(_is_object(each, imports) for each in sides)
            )
        case _:
            return False


def _says_object(tree: ast.expr) -> bool:
    """Tell the name of the type: whatever equals it is one."""
    return isinstance(tree, ast.Constant) and tree.value == "object"


def _is_type(tree: ast.expr) -> bool:
    names = (each.attr for each in ast.walk(tree) if isinstance(each, ast.Attribute))
    return any(name in {"dtype", "dtypes"} for name in names)


def _is_object(tree: ast.expr, imports: Mapping[str, str]) -> bool:
    match tree:
        case ast.Constant(value=str(text)):
            return text in OBJECTS
        case ast.Name(id=name):
            return name in OBJECTS and name not in imports
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return name in OBJECTS and imports.get(owner) == "numpy"
        case ast.Call(args=[only]):  # np.dtype("O")
            return _is_object(only, imports)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return any(_is_object(each, imports) for each in items)
        case _:
            return False


def _edit(node: Node, name: str) -> Edit:
    _, end = span(node.statement.source, node.statement.node)
    return Edit(
        statement=node.statement,
        start=end,
        end=end,
        text=f'\n{name}.set_option("{OPTION}", False)',
        rule="texts-as-objects",
        why=WHY,
    )
