"""Statements that make folders → those that are not needed, as files have folders of their own."""

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk
from mlship.planning.datafiles import MAKE_FOLDERS, DataFiles
from mlship.planning.literals import NotLiteral, text_value
from mlship.planning.locating import path_key

ASKS = frozenset({"exists", "isdir", "is_dir"})


def find_spare_folders(flow: Dataflow, texts: Mapping[str, str], data: DataFiles) -> frozenset[int]:
    """Find what only makes a folder that nothing but the paths of written files names.

    These become parameters, and what writes a file makes its folder.
    """
    written = {path_key(file.written_as) for file in data.files if file.written}
    makers = {
        node.statement.index: folder
        for node in flow.nodes
        if (folder := _folder_made(node, texts)) and any(_is_in(path, folder) for path in written)
    }
    named = set(_named_otherwise(flow, texts, data, makers)) if makers else set()
    return frozenset(
        index for index, folder in makers.items() if not any(_is_in(path, folder) for path in named)
    )


def _folder_made(node: Node, texts: Mapping[str, str]) -> str:
    """Return the folder that a statement makes, "" if it does anything else."""
    match node.statement.node:
        case ast.Expr(value=ast.Call() as call):
            return _made_by(call, node, texts)
        case ast.If(test=test, body=[ast.Expr(value=ast.Call() as call)], orelse=[]):
            return _made_by(call, node, texts) if _only_asks(test) else ""
    return ""


def _made_by(call: ast.Call, node: Node, texts: Mapping[str, str]) -> str:
    names = {id(each.node): each.name for each in node.calls}
    match call:
        case ast.Call(func=ast.Attribute(attr="mkdir", value=ast.Name() | ast.Call() as made)):
            if names.get(id(call)) in MAKE_FOLDERS and call.args:
                made = call.args[0]
        case ast.Call(args=[made, *_]) if names.get(id(call)) in MAKE_FOLDERS:
            pass
        case _:
            return ""
    with suppress(NotLiteral):
        return path_key(text_value(made, texts)).rstrip(".")
    return ""


def _only_asks(test: ast.expr) -> bool:
    """Tell whether a condition only asks whether something is there."""
    calls = [each for each in walk(test) if isinstance(each, ast.Call)]
    asked = [each for each in calls if isinstance(each.func, ast.Attribute)]
    return bool(asked) and any(
        isinstance(each.func, ast.Attribute) and each.func.attr in ASKS for each in asked
    )


def _named_otherwise(
    flow: Dataflow, texts: Mapping[str, str], data: DataFiles, makers: Collection[int]
) -> Iterator[str]:
    """Yield the paths that are named where no data parameter stands for them."""
    covered = {id(each) for use in data.uses for each in walk(use.node)}
    for node in flow.nodes:
        tree = node.statement.node
        if node.statement.index in makers or _defines_text(tree, texts):
            continue
        for each in walk(tree):
            match each:
                case _ if id(each) in covered:
                    continue
                case ast.Constant(value=str() as text):
                    yield path_key(text)
                case ast.Name(id=name, ctx=ast.Load()) if name in texts:
                    yield path_key(texts[name])


def _defines_text(tree: ast.stmt, texts: Mapping[str, str]) -> bool:
    match tree:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in texts
    return False


def _is_in(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder}/")
