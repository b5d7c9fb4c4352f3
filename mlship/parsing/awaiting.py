"""`await` outside of a function, which IPython allows, comes in → `asyncio.run` goes out."""

import ast
from collections.abc import Iterator

from mlship.ir.program import Statement
from mlship.ir.trees import children
from mlship.parsing.edits import made, with_replaced
from mlship.parsing.findings import jupyter_only
from mlship.parsing.revisions import Draft, Revision, change_each, keep_as_comment

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def run_awaited(draft: Draft) -> Revision | None:
    """Run each awaited coroutine to its end where it stands."""
    if not draft.mentions("await ", "async "):
        return None
    return change_each(draft.statements, _run_in_loop)


def _run_in_loop(statement: Statement) -> Revision | None:
    nodes = list(_of_top_level(statement.node))
    if any(isinstance(node, ast.AsyncFor | ast.AsyncWith) for node in nodes):
        finding = jupyter_only(statement.cell, statement.line, statement.source)
        return keep_as_comment(statement, finding)
    awaited = [node for node in nodes if isinstance(node, ast.Await)]
    if not awaited:
        return None
    changed = statement
    while awaited:
        # One at a time, outermost first: positions move with each change.
        value = ast.get_source_segment(changed.source, awaited[0].value) or ""
        changed = with_replaced(changed, [(awaited[0], f"asyncio.run({value})")])
        awaited = [node for node in _of_top_level(changed.node) if isinstance(node, ast.Await)]
    return Revision(statements=(made(statement, "import asyncio"), changed))


def _of_top_level(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over a statement without what functions in it do when they are called."""
    if isinstance(node, SCOPES):
        return
    yield node
    for child in children(node):
        yield from _of_top_level(child)
