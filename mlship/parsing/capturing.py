"""`%%capture out` whose `out` is read later comes in → a redirected stdout goes out."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import bound_names, loads, made, with_source
from mlship.parsing.findings import jupyter_only
from mlship.parsing.revisions import Draft, Revision, put_together

CAPTURE = re.compile(r"\s*%%capture[ \t]+(?:--?\S+[ \t]+)*([A-Za-z_]\w*)")
CALLS = (ast.Call, ast.Await)


def capture_output(draft: Draft) -> Revision | None:
    """Catch what the cell prints where a later cell reads it; otherwise it just runs."""
    wanted = _wanted(draft)
    if not wanted:
        return None
    outside = [statement for statement in draft.statements if statement.cell not in wanted]
    names = frozenset(wanted.values()) - bound_names(outside)
    return put_together(
        (
            _caught(list(group), wanted[cell])
            if cell in wanted
            else Revision(statements=tuple(_shown_text(statement, names) for statement in group))
        )
        for cell, group in groupby(draft.statements, key=lambda statement: statement.cell)
    )


def _wanted(draft: Draft) -> dict[int, str]:
    """Give cell → name of the captures whose name is read somewhere."""
    captures = {
        cell.index: found[1]
        for cell in draft.notebook.cells
        if cell.kind == "code" and (found := CAPTURE.match(cell.source))
    }
    if not captures:
        return captures
    read = {name.id for statement in draft.statements for name in loads(statement.node)}
    return {cell: name for cell, name in captures.items() if name in read}


def _shown_text(statement: Statement, names: frozenset[str]) -> Statement:
    """Turn `out.show()` and `out()` into a print of the text."""
    match statement.node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="show") | ast.Name(id=name),
                args=[],
            )
        ) if (
            name in names
        ):
            return with_source(statement, f"print({name}.stdout)")
    return statement


def _caught(statements: list[Statement], name: str) -> Revision:
    """Put what may print into a `with` block; literals and imports before it stay outside."""
    first = next(
        (index for index, one in enumerate(statements) if _may_print(one)), len(statements)
    )
    before, inside = statements[:first], statements[first:]
    if not inside or any(mark in one.source for one in inside for mark in ('"""', "'''")):
        anchor = statements[0]
        finding = jupyter_only(anchor.cell, 1, f"%%capture {name}")
        return Revision(statements=tuple(statements), diagnostics=(finding,))
    return Revision(statements=(*before, *_redirected(inside, name)))


def _may_print(statement: Statement) -> bool:
    if isinstance(statement.node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return False
    return any(isinstance(node, CALLS) for node in walk(statement.node))


def _redirected(inside: list[Statement], name: str) -> Iterator[Statement]:
    lines = [line for one in inside for line in (*one.comments, *one.source.split("\n"))]
    indented = "\n".join(f"    {line}".rstrip() for line in lines)
    anchor = replace(inside[0], magic=f"%%capture {name}", shown=False)
    for source in (
        "import contextlib",
        "import io",
        "import types",
        f"captured_{name} = io.StringIO()",
        f"with contextlib.redirect_stdout(captured_{name}):\n{indented}",
        f"{name} = types.SimpleNamespace(stdout=captured_{name}.getvalue())",
    ):
        yield made(anchor, source)
