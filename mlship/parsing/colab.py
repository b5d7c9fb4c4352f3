"""Statements that talk to Google Colab come in → what is left of them elsewhere goes out.

Mounting a drive and uploading files become data needs; an uploaded file is its name. Guards such
as `try: import google.colab` stay: they find out the truth by themselves.
"""

import ast
from collections.abc import Iterator

from mlship.ir.program import DataNeed, Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import as_comments, loads, made, with_replaced
from mlship.parsing.findings import jupyter_only
from mlship.parsing.revisions import Draft, Revision, change_each, keep_as_comment

FETCHES = frozenset({"mount", "upload"})
SERVICES = frozenset({"drive", "files", "auth", "output", "runtime"})
READERS = frozenset({"BytesIO", "StringIO"})


def leave_colab(draft: Draft) -> Revision | None:
    """Give each statement that uses google.colab its meaning."""
    if not draft.mentions("google.colab"):
        return None
    names = {name for statement in draft.statements for name in _imported(statement.node)}
    uploads = {
        name
        for statement in draft.statements
        if _is_call_of(statement.node, names)
        for name in _uploaded(statement.node)
    }

    def change(statement: Statement) -> Revision | None:
        if _is_import(statement.node):
            return Revision()
        if _is_call_of(statement.node, names):
            return _fetched(statement)
        return _without_uploads(statement, uploads) or _foreign(statement, names)

    return change_each(draft.statements, change)


def _is_import(node: ast.stmt) -> bool:
    match node:
        case ast.ImportFrom(module=str(module)):
            return module.startswith("google.colab")
        case ast.Import(names=names):
            return all(alias.name.startswith("google.colab") for alias in names)
    return False


def _imported(node: ast.stmt) -> Iterator[str]:
    """Give the names that a top-level import takes from google.colab."""
    match node:
        case ast.ImportFrom(module=str(module), names=names) if module.startswith("google.colab"):
            yield from (alias.asname or alias.name for alias in names)
        case ast.Import(names=names):
            for alias in names:
                if alias.name.startswith("google.colab"):
                    yield alias.asname or "google"


def _call(node: ast.stmt) -> ast.Call | None:
    match node:
        case ast.Expr(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call):
            return call
    return None


def _is_call_of(node: ast.stmt, names: set[str]) -> bool:
    """Say whether it is `drive.mount(…)`, or an assignment of such a call."""
    call = _call(node)
    if call is None or not isinstance(call.func, ast.Attribute):
        return False
    owner = call.func.value
    while isinstance(owner, ast.Attribute) and owner.attr in SERVICES | {"colab"}:
        owner = owner.value
    return isinstance(owner, ast.Name) and owner.id in names - {"userdata"}


def _uploaded(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="upload"))
        ):
            yield name


def _fetched(statement: Statement) -> Revision:
    call = _call(statement.node)
    method = call.func.attr if call and isinstance(call.func, ast.Attribute) else ""
    if method not in FETCHES or call is None:
        return Revision()
    command = ast.unparse(call)
    return Revision(needs=(DataNeed(command=command, cell=statement.cell),))


def _without_uploads(statement: Statement, uploads: set[str]) -> Revision | None:
    """Read an uploaded file by its name: `io.BytesIO(uploaded["x.csv"])` is "x.csv"."""
    if all(name.id not in uploads for name in loads(statement.node)):
        return None
    found = [
        (node, repr(file))
        for node in walk(statement.node)
        if isinstance(node, ast.Call) and (file := _file_read(node, uploads))
    ]
    changed = with_replaced(statement, found)
    if any(name.id in uploads for name in loads(changed.node)):
        finding = jupyter_only(statement.cell, statement.line, statement.source)
        return Revision(comments=as_comments(statement), diagnostics=(finding,))
    return Revision(statements=(changed,))


def _file_read(call: ast.Call, uploads: set[str]) -> str:
    match call:
        case ast.Call(func=ast.Attribute(attr=reader) | ast.Name(id=reader), args=[content]):
            if reader in READERS:
                return _file_of(content, uploads)
    return ""


def _file_of(content: ast.expr, uploads: set[str]) -> str:
    """Give the file's name in `uploaded["x.csv"]` and `uploaded["x.csv"].decode(…)`."""
    match content:
        case ast.Call(func=ast.Attribute(value=inner, attr="decode")):
            return _file_of(inner, uploads)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(file))):
            return file if name in uploads else ""
    return ""


def _foreign(statement: Statement, names: set[str]) -> Revision | None:
    """Take secrets from the environment; comment out what only Colab has."""
    secrets = [
        (node, f"os.environ[{ast.unparse(node.args[0])}]")
        for node in walk(statement.node)
        if isinstance(node, ast.Call) and _asks_secret(node) and "userdata" in names
    ]
    if secrets:
        changed = with_replaced(statement, secrets)
        return Revision(statements=(made(statement, "import os"), changed))
    if not isinstance(statement.node, ast.Expr | ast.Assign):
        return None
    if all(name.id not in names for name in loads(statement.node)):
        return None
    return keep_as_comment(
        statement, jupyter_only(statement.cell, statement.line, statement.source)
    )


def _asks_secret(call: ast.Call) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="userdata"), attr="get"), args=[_]):
            return True
    return False
