"""A program → the statements that stop with an exception, for certain or when they were saved."""

import ast
import re

from mlship.ir.notebook import Cell
from mlship.ir.program import Program, Statement
from mlship.ir.trees import find, walk

ARROW = re.compile(r"^-+> (\d+)", re.MULTILINE)
STOPPED_BY_HAND = "KeyboardInterrupt"


def error_line(cell: Cell) -> int:
    """Return the line of a cell that its saved traceback points to, 0 if there is none."""
    texts = [output.text for output in cell.outputs if output.kind == "error"]
    arrow = ARROW.search(texts[0]) if texts else None
    last = cell.source.count("\n") + 1
    return int(arrow[1]) if arrow and int(arrow[1]) <= last else 0


def find_failing(program: Program) -> frozenset[int]:
    """Find the statements that the saved run stopped at, or that can only raise."""
    lines = {cell.index: error_line(cell) for cell in program.notebook.cells if not _by_hand(cell)}
    stopped = {
        max(here, key=lambda statement: statement.line).index
        for cell, line in lines.items()
        if line and (here := [s for s in program.statements if s.cell == cell and s.line <= line])
    }
    return frozenset({*stopped, *(s.index for s in program.statements if can_only_raise(s))})


def can_only_raise(statement: Statement) -> bool:
    """Tell whether a statement raises whatever the data: ``raise``, ``1 / 0``."""
    match statement.node:
        case ast.Raise():
            return True
        case ast.Expr(value=value) | ast.Assign(value=value):
            divides = any(_divides_by_zero(each) for each in find(value, ast.BinOp))
            return divides and all(map(_is_evaluated, walk(value)))
    return False


def _divides_by_zero(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(
            left=ast.Constant(value=int() | float()),
            op=ast.Div() | ast.FloorDiv() | ast.Mod(),
            right=ast.Constant(value=0),
        ):
            return True
    return False


def _is_evaluated(node: ast.AST) -> bool:
    """Tell whether all the parts of an expression are evaluated whenever it is."""
    later = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.GeneratorExp)
    return not isinstance(node, later)


def _by_hand(cell: Cell) -> bool:
    return any(STOPPED_BY_HAND in output.text for output in cell.outputs if output.kind == "error")
