"""`%run script.py` comes in → a process, or the names that the script leaves, goes out."""

import ast
import builtins
from dataclasses import replace
from functools import partial

from mlship.ir.program import Statement
from mlship.parsing.edits import bound_names, loads, made, with_source
from mlship.parsing.revisions import Draft, Revision, change_each

KNOWN = frozenset(dir(builtins)) | {"display", "get_ipython", "__name__", "__file__", "__doc__"}


def run_scripts(draft: Draft) -> Revision | None:
    """Fetch the names that later cells miss out of the script; without any just run it."""
    runs = [statement for statement in draft.statements if _script(statement)]
    if not runs:
        return None
    missing = _missing_names(draft.statements)
    if not missing:
        is_shared = any(_shares(statement) for statement in draft.statements)
        return change_each(draft.statements, partial(_as_process, keeps_runpy=is_shared))
    if len(runs) > 1 or _has_star_import(draft.statements):
        return None
    return change_each(draft.statements, partial(_with_names, names=missing))


def _as_process(statement: Statement, *, keeps_runpy: bool) -> Revision | None:
    if statement.source == "import runpy" and statement.magic and not keeps_runpy:
        return Revision(comments=statement.comments)
    script = _script(statement)
    if not script:
        return None
    code = f"subprocess.run([sys.executable, {script}], check=False)"
    first, *rest = (made(statement, line) for line in ("import subprocess", "import sys", code))
    return Revision(statements=(replace(first, comments=statement.comments), *rest))


def _with_names(statement: Statement, *, names: list[str]) -> Revision | None:
    script = _script(statement)
    if not script:
        return None
    ran = with_source(statement, f'script = runpy.run_path({script}, run_name="__main__")')
    taken = (made(statement, f'{name} = script["{name}"]') for name in names)
    return Revision(statements=(ran, *taken))


def _shares(statement: Statement) -> bool:
    return statement.magic.startswith("%run") and "init_globals" in statement.source


def _script(statement: Statement) -> str:
    """Give the path's expression of a plain `%run script.py`."""
    match statement.node:
        case ast.Expr(value=ast.Call(args=[ast.Call(args=[path], keywords=[_]) as inner])):
            is_run = statement.magic.startswith("%run") and "run_path" in ast.unparse(inner.func)
            return ast.unparse(path).replace("'", '"') if is_run else ""
    return ""


def _missing_names(statements: tuple[Statement, ...]) -> list[str]:
    bound = bound_names(statements) | KNOWN
    read = {name.id for statement in statements for name in loads(statement.node)}
    return sorted(read - bound - {"runpy"})


def _has_star_import(statements: tuple[Statement, ...]) -> bool:
    return any(
        isinstance(statement.node, ast.ImportFrom) and statement.node.names[0].name == "*"
        for statement in statements
    )
