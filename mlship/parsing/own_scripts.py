"""`%run script.py` comes in → an import of its names, or its statements, goes out.

A script that only defines is a module that the notebook imports from. What another one does is done
where it is run, as if it stood in the cell.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.cells import read_cell
from mlship.parsing.comments import keep_with_last
from mlship.parsing.edits import bound_names, loads, made
from mlship.parsing.findings import missing_script
from mlship.parsing.revisions import Draft, Revision, change_each

WRITTEN = re.compile(r"%%(?:writefile|file)\s+([^\s\-]\S*)[ \t]*\n(.*)", re.DOTALL)
# A script that asks for its own file or arguments does not do the same in a cell.
ASKS_FOR_ITSELF = ("__file__", "sys.argv", "__spec__")


@dataclass(frozen=True, slots=True)
class Run:
    """Run = path of the script, whether it sees the notebook's names."""

    path: str
    is_sharing: bool


def take_own_scripts(draft: Draft) -> Revision | None:
    """Replace each run of a script that can be read; say which one cannot."""
    if not draft.mentions("runpy.run_path("):
        return None
    sources = {_normal(script.path): script.source for script in draft.notebook.scripts}
    sources |= _written(draft.notebook)
    revision = change_each(draft.statements, partial(_changed, draft=draft, sources=sources))
    if any("runpy." in statement.source for statement in revision.statements):
        return revision
    again = change_each(revision.statements, _without_runpy)
    return replace(again, diagnostics=revision.diagnostics)


def _without_runpy(statement: Statement) -> Revision | None:
    is_needless = statement.magic and statement.source == "import runpy"
    return Revision(comments=statement.comments) if is_needless else None


def _written(notebook: Notebook) -> dict[str, str]:
    """Give the files that cells of the notebook hold."""
    held = (WRITTEN.fullmatch(cell.source.strip()) for cell in notebook.cells)
    return {_normal(found[1]): found[2] for found in held if found}


def _normal(path: str) -> str:
    return str(PurePosixPath(path))


def _changed(statement: Statement, draft: Draft, sources: Mapping[str, str]) -> Revision | None:
    run = _run_of(statement)
    if run is None:
        return None
    source = sources.get(_normal(run.path))
    body = _statements(statement, source) if source is not None else None
    if body is None:
        return _missed(statement, run)
    others = [one for one in draft.statements if one is not statement]
    if not run.is_sharing and (module := _module_name(run.path)) and _only_defines(body, module):
        imports = _imports(statement, module, body, others)
        return Revision(statements=imports, comments=() if imports else statement.comments)
    if _stands_alone(body, others, run):
        return _in_place(statement, body)
    return None


def _run_of(statement: Statement) -> Run | None:
    """Give what a plain `%run script.py` runs, None for another statement."""
    match statement.node:
        case ast.Expr(value=ast.Call(args=[ast.Call(args=[ast.Constant(str(path))]) as inner])):
            if statement.magic.startswith("%run") and "run_path" in ast.unparse(inner.func):
                return Run(path, any(word.arg == "init_globals" for word in inner.keywords))
    return None


def _missed(statement: Statement, run: Run) -> Revision:
    finding = missing_script(statement.cell, statement.line, run.path)
    if not run.path.endswith(".ipynb"):
        return Revision(statements=(statement,), diagnostics=(finding,))
    return Revision(comments=(*statement.comments, f"# {statement.magic}"), diagnostics=(finding,))


def _statements(statement: Statement, source: str) -> tuple[Statement, ...] | None:
    """Read the script as a cell that stands where it is run; None if it is no Python."""
    reading = read_cell(Cell(index=statement.cell, kind="code", source=source), source)
    if reading.broken is not None:
        return None
    read = keep_with_last(reading.statements, reading.trailing) if reading.statements else ()
    return tuple(
        replace(one, line=statement.line, shown=False, magic=one.magic or statement.magic)
        for one in read
    )


def _module_name(path: str) -> str:
    """Name the module that a script beside the notebook can be imported as, "" if it cannot."""
    place = PurePosixPath(path)
    parts = place.with_suffix("").parts
    can_import = place.suffix == ".py" and all(part.isidentifier() for part in parts)
    return ".".join(parts) if can_import and parts[0] not in sys.stdlib_module_names else ""


def _only_defines(body: Sequence[Statement], module: str) -> bool:
    """Tell whether running it binds names and does nothing else."""
    root = module.partition(".")[0]
    return all(_defines(statement.node, root) for statement in body)


def _defines(node: ast.stmt, root: str) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Import(names=names):
            return all(alias.name.partition(".")[0] != root for alias in names)
        case ast.ImportFrom(module=origin, names=[*names]):
            is_star = any(alias.name == "*" for alias in names)
            return not is_star and (origin or "").partition(".")[0] != root
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            return value is None or not _calls(value)
    return False


def _calls(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Call | ast.Await) for node in walk(value))


def _imports(
    like: Statement, module: str, body: Sequence[Statement], others: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Import what the notebook reads of the script, and what it reads of the script's imports."""
    read = {name.id for statement in others for name in loads(statement.node)}
    further = [line for one in body for line in _imports_again(one.node, read)]
    plain = (one for one in body if not isinstance(one.node, ast.Import | ast.ImportFrom))
    own = sorted({name for one in plain for name in _top_names(one.node)} & read)
    lines = [*further, *([f"from {module} import {', '.join(own)}"] if own else [])]
    imports = tuple(made(like, line) for line in lines)
    return (replace(imports[0], comments=like.comments), *imports[1:]) if imports else ()


def _top_names(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            names = (one for each in targets for one in walk(each) if isinstance(one, ast.Name))
            yield from (one.id for one in names if isinstance(one.ctx, ast.Store))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name


def _imports_again(node: ast.stmt, read: set[str]) -> Iterable[str]:
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            wanted = [a for a in names if (a.asname or a.name.partition(".")[0]) in read]
            if wanted:
                told = ", ".join(ast.unparse(alias) for alias in wanted)
                origin = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
                yield f"{origin}import {told}"


def _in_place(statement: Statement, body: Sequence[Statement]) -> Revision:
    if not body:
        return Revision(comments=statement.comments)
    first = replace(body[0], comments=(*statement.comments, *body[0].comments))
    return Revision(statements=(first, *body[1:]))


def _stands_alone(body: Sequence[Statement], others: Sequence[Statement], run: Run) -> bool:
    """Tell whether the script means the same among the notebook's names.

    Its functions see its own names; where the notebook binds one of these anew, they go apart.
    """
    if run.path.endswith(".ipynb"):  # it runs among the notebook's names
        return True
    if any(word in one.source for one in body for word in ASKS_FOR_ITSELF):
        return False
    functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    inside = [node for one in body for node in walk(one.node) if isinstance(node, functions)]
    seen = {name.id for node in inside for name in loads(node)}
    return not (seen & bound_names(body) & bound_names(others))
