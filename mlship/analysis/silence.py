"""Calls that nothing is known of → those that were made for what they do, not to be looked at.

The saved outputs tell, and where there are none, the words that name such calls.
"""

import ast
import re
from collections.abc import Iterable

from mlship.ir.dataflow import Call
from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Statement

VALUES = frozenset({"result", "display"})
DOES = re.compile(
    r"(set|enable|disable|init|initiali[sz]e|configure|register|seed|login|install|download|mkdirs?"
    r"|makedirs?|reset|start|stop|remove|delete|upload|save|write|dump|export|close|commit|push"
    r"|connect|reconfigure)(_|$)"
)


class Silence:
    """What the saved outputs of a notebook say of calls that nothing else is known of."""

    def __init__(self, notebook: Notebook) -> None:
        run = [cell for cell in notebook.cells if _ended(cell)]
        keeps_outputs = any(_kinds(cell) & VALUES for cell in run)
        silent = [cell for cell in run if keeps_outputs and not _kinds(cell) & VALUES]
        self.without_value = frozenset(cell.index for cell in silent)
        self.without_text = frozenset(cell.index for cell in silent if not cell.outputs)

    def gave_nothing(self, statement: Statement, calls: Iterable[Call]) -> bool:
        """Tell whether a statement calls something unknown that gave nothing to show."""
        return statement.cell in self.without_value and _calls_unknown(statement.node, calls)

    def acts(self, statement: Statement, calls: Iterable[Call]) -> bool:
        """Tell whether a call must have been made for what it does, as nothing came of it."""
        unknown = _calls_unknown(statement.node, calls)
        return unknown and (statement.cell in self.without_text or _does(statement.node))


def _ended(cell: Cell) -> bool:
    """Tell whether a cell was run, and to its end."""
    return cell.execution_count is not None and "error" not in _kinds(cell)


def _kinds(cell: Cell) -> frozenset[str]:
    return frozenset(output.kind for output in cell.outputs)


def _does(node: ast.stmt) -> bool:
    """Tell whether a call is named by what it does: ``set_experiment``, ``init``."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return DOES.match(name) is not None
    return False


def _calls_unknown(node: ast.stmt, calls: Iterable[Call]) -> bool:
    """Tell whether a statement is a call of something that nothing is known of."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return any(call.node is node.value and call.fact is None for call in calls)
