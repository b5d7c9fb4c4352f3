"""`%run script.py` comes in → a process, or the names that the script leaves, goes out."""

import ast
import builtins

from mlship.ir.program import Statement
from mlship.parsing.edits import bound_names, loads, made
from mlship.parsing.revisions import Draft, Revision, change_each

KNOWN = frozenset(dir(builtins)) | {"display", "get_ipython", "__name__", "__file__", "__doc__"}


def run_scripts(draft: Draft) -> Revision | None:
    """Fetch the names that later cells miss out of the script; without any just run it."""
    runs = [statement for statement in draft.statements if _script(statement)]
    if not runs:
        return None
    missing = _missing_names(draft.statements)
    needs_runpy = bool(missing) or any(_shares(statement) for statement in draft.statements)
    has_one_source = len(runs) == 1 and not _has_star_import(draft.statements)

    def change(statement: Statement) -> Revision | None:
        if statement.source == "import runpy" and statement.magic and not needs_runpy:
            return Revision()
        script = _script(statement)
        if not script or (missing and not has_one_source):
            return None
        if not missing:
            return Revision(statements=_as_process(statement, script))
        names = tuple(made(statement, f'{name} = script["{name}"]') for name in missing)
        ran = made(statement, f'script = runpy.run_path({script}, run_name="__main__")')
        return Revision(statements=(ran, *names))

    return change_each(draft.statements, change)


def _shares(statement: Statement) -> bool:
    return statement.magic.startswith("%run") and "init_globals" in statement.source


def _script(statement: Statement) -> str:
    """Give the path's expression of a plain `%run script.py`."""
    match statement.node:
        case ast.Expr(value=ast.Call(args=[ast.Call(args=[path], keywords=[_]) as inner])):
            is_run = statement.magic.startswith("%run") and "run_path" in ast.unparse(inner.func)
            return ast.unparse(path).replace("'", '"') if is_run else ""
    return ""


def _as_process(statement: Statement, script: str) -> tuple[Statement, ...]:
    code = f"subprocess.run([sys.executable, {script}], check=False)"
    return tuple(made(statement, line) for line in ("import subprocess", "import sys", code))


def _missing_names(statements: tuple[Statement, ...]) -> list[str]:
    bound = bound_names(statements) | KNOWN
    read = {name.id for statement in statements for name in loads(statement.node)}
    return sorted(read - bound - {"runpy"})


def _has_star_import(statements: tuple[Statement, ...]) -> bool:
    return any(
        isinstance(statement.node, ast.ImportFrom) and statement.node.names[0].name == "*"
        for statement in statements
    )
