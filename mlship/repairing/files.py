"""Files that are not where the notebook says → the path at which a file of that name is."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.ir.repair import Unrepaired
from mlship.repairing.edits import Edit

Finder = Callable[[str], Path | None]


def mend_paths(flow: Dataflow, find: Finder) -> tuple[list[Edit], list[Unrepaired]]:
    """Point each read of a file that is not there to where one of its name is."""
    folder = flow.program.notebook.path.parent
    edits: list[Edit] = []
    lost: list[Unrepaired] = []
    for node, literal, path in _read_paths(flow):
        if "://" in path or (folder / path).exists():
            continue
        found = find(path)
        if found is None:
            lost.append(_lost(node, path))
        else:
            edits.append(_edit(node, literal, _shown(found, folder)))
    return edits, lost


def _read_paths(flow: Dataflow) -> Iterator[tuple[Node, ast.expr, str]]:
    written = {name for node in flow.nodes for name in node.writes if name.startswith("file:")}
    for node in flow.nodes:
        for call in node.calls:
            given = _given(call)
            path = _text(given) if given is not None else ""
            if given is not None and path and f"file:{path}" not in written:
                yield node, given, path


def _given(call: Call) -> ast.expr | None:
    """Find the argument that is a path to read."""
    where = call.fact.reads_file if call.fact else ""
    if where.isdigit() and len(call.node.args) > int(where):
        return call.node.args[int(where)]
    named = {each.arg: each.value for each in call.node.keywords}
    return named.get(where, call.node.args[0] if call.node.args else None) if where else None


def _text(tree: ast.expr) -> str:
    """Give the path that an expression is, joined of texts or one; "" if it is more than that."""
    match tree:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(
            func=ast.Attribute(attr="join", value=ast.Attribute(attr="path")), args=parts
        ):
            texts = [_text(part) for part in parts]
            return "/".join(texts) if all(texts) else ""
        case _:
            return ""


def _shown(found: Path, folder: Path) -> str:
    inside = found.is_relative_to(folder.resolve())
    return found.relative_to(folder.resolve()).as_posix() if inside else found.as_posix()


def _edit(node: Node, literal: ast.expr, path: str) -> Edit:
    why = "The file is not where the notebook says; this one has its name."
    return Edit.of_node(node.statement, literal, repr(path), rule="moved-file", why=why)


def _lost(node: Node, path: str) -> Unrepaired:
    return Unrepaired(
        rule="missing-file",
        cell=node.statement.cell,
        line=node.statement.line,
        source=node.statement.source,
        reason=f"There is no file {path}, nor one of its name near the notebook.",
    )
