"""`'X' in globals()` comes in → what it is for a name that is bound above goes out.

A stage's function has no globals of the notebook: asked there, the answer would be another one.
"""

import ast
from collections.abc import Iterator

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import bound_names, with_replaced
from mlship.parsing.revisions import Draft, Revision, change_each

SPACES = frozenset({"globals", "locals", "vars", "dir"})
PLAIN = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def answer_for_names(draft: Draft) -> Revision | None:
    """Answer whether a name is bound, where a statement above surely binds it."""
    if not draft.mentions(*(f"{space}()" for space in SPACES)):
        return None
    bound: set[str] = set()

    def answered(statement: Statement) -> Revision | None:
        asked = [(node, text) for node, name, text in _asked(statement.node) if name in bound]
        if isinstance(statement.node, PLAIN):
            bound.update(bound_names([statement]))
        elif isinstance(statement.node, ast.Delete):
            bound.difference_update(map(ast.unparse, statement.node.targets))
        return Revision(statements=(with_replaced(statement, asked),)) if asked else None

    return change_each(draft.statements, answered)


def _asked(tree: ast.AST) -> Iterator[tuple[ast.expr, str, str]]:
    for node in walk(tree):
        match node:
            case ast.Compare(
                left=ast.Constant(value=str(name)),
                ops=[ast.In() | ast.NotIn() as how],
                comparators=[ast.Call(func=ast.Name(id=space), args=[])],
            ) if (
                space in SPACES
            ):
                yield node, name, str(isinstance(how, ast.In))
