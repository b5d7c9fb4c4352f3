"""Calls of the running kernel come in → what is left of them outside of one goes out."""

import ast

from mlship.ir.program import Statement
from mlship.parsing.edits import bound_names, loads, made
from mlship.parsing.findings import jupyter_only, kernel_exit
from mlship.parsing.revisions import Draft, Revision, change_each, keep_as_comment

EXITS = frozenset({"exit", "quit"})
KERNEL = "get_ipython"


def leave_kernel(draft: Draft) -> Revision | None:
    """Drop `exit()`; take out what asks the kernel for something; import the rest honestly."""
    if not draft.mentions(KERNEL, *EXITS):
        return None
    bound = bound_names(draft.statements)
    kernels = {KERNEL}.union(*(_aliases(statement) for statement in draft.statements))

    def change(statement: Statement) -> Revision | None:
        if _name_of_exit(statement.node) in EXITS - bound:
            return _exited(statement)
        if isinstance(statement.node, ast.Expr) and _root(statement.node.value) in kernels:
            finding = jupyter_only(statement.cell, statement.line, statement.source)
            return keep_as_comment(statement, finding)
        return None if KERNEL in bound else _with_import(statement)

    return change_each(draft.statements, change)


def _exited(statement: Statement) -> Revision:
    finding = kernel_exit(statement.cell, statement.line)
    return Revision(comments=statement.comments, diagnostics=(finding,))


def _with_import(statement: Statement) -> Revision | None:
    """Outside of IPython `get_ipython()` gives None, which is what a test for it wants to know."""
    if all(name.id != KERNEL for name in loads(statement.node)):
        return None
    return Revision(statements=(made(statement, "from IPython import get_ipython"), statement))


def _aliases(statement: Statement) -> set[str]:
    """Give x of `x = get_ipython()`."""
    match statement.node:
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="get_ipython"))
        ):
            return {name}
    return set()


def _name_of_exit(node: ast.stmt) -> str:
    """Give the name in `exit()` or `exit`, "" for any other statement."""
    match node:
        case ast.Expr(value=ast.Name(id=name) | ast.Call(func=ast.Name(id=name))):
            return name
    return ""


def _root(node: ast.expr) -> str:
    """Give the name that a chain of attributes and calls starts from."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
