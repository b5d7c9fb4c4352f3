"""`a if False else b`, `if True:` come in → what is left of them when they run goes out."""

import ast

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import with_replaced
from mlship.parsing.main_guards import without_head
from mlship.parsing.revisions import Draft, Revision, change_each

SWITCHES = ("if False", "if True", "if 0", "if 1", "if None")


def leave_dead_branches(draft: Draft) -> Revision | None:
    """Take the branch that is always taken; a block that never runs is left to the plan."""
    return change_each(draft.statements, _taken) if draft.mentions(*SWITCHES) else None


def _taken(statement: Statement) -> Revision | None:
    match statement.node:
        case ast.If(test=ast.Constant(value=value), orelse=[]) as block if value:
            return without_head(statement, block)
    changed = statement
    while choice := _choice(changed.node):
        taken = choice.body if _is_on(choice) else choice.orelse
        text = ast.get_source_segment(changed.source, taken) or ""
        changed = with_replaced(changed, [(choice, text)])
    return None if changed is statement else Revision(statements=(changed,))


def _choice(tree: ast.AST) -> ast.IfExp | None:
    """Find an expression that always takes the same branch."""
    choices = (each for each in walk(tree) if isinstance(each, ast.IfExp))
    return next((each for each in choices if isinstance(each.test, ast.Constant)), None)


def _is_on(choice: ast.IfExp) -> bool:
    return isinstance(choice.test, ast.Constant) and bool(choice.test.value)
