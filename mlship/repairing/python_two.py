"""Cells written for Python 2 → the same cells in Python 3, by fissix (2to3's living fork)."""

import ast
import warnings
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from mlship.ir.notebook import Cell, Notebook
from mlship.ir.repair import Repair
from mlship.repairing.edits import span

if TYPE_CHECKING:
    from fissix.refactor import RefactoringTool

# Fixers that change code which Python 3 takes as it is are left out: what parses stays.
FIXERS = (
    "apply", "basestring", "dict", "except", "exec", "filter", "funcattrs", "has_key",
    "imports", "long", "map", "ne", "next", "numliterals", "print", "raise", "raw_input", "reduce",
    "repr", "standarderror", "throw", "tuple_params", "unicode", "urllib", "xrange", "zip",
)  # fmt: skip
WHY = "This is Python 2."
DIVIDES = (
    "In Python 2, `/` of two whole numbers gives a whole number: write `//` where that is meant."
)


def mend_python_two(notebook: Notebook) -> list[Repair]:
    """Translate the cells that parse as Python 2 only, whole."""
    broken = (cell for cell in notebook.cells if cell.kind == "code" and not _parses(cell.source))
    calls = notebook.kernel.startswith("python3") or _has_future(notebook, "print_function")
    true_division = _has_future(notebook, "division")
    mended = (repair for cell in broken if (repair := _mend(cell, print_calls=calls)))
    return [
        replace(each, change=DIVIDES) if not true_division and _may_cut(each.after) else each
        for each in mended
    ]


def _has_future(notebook: Notebook, name: str) -> bool:
    lines = (line for cell in notebook.cells for line in cell.source.splitlines())
    return any(line.startswith("from __future__") and name in line for line in lines)


def _may_cut(source: str) -> bool:
    """Tell whether a division may be of two whole numbers, as far as its own text tells."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.BinOp(op=ast.Div(), left=left, right=right):
                parts = (left, right)
            case ast.AugAssign(op=ast.Div(), target=left, value=right):
                parts = (left, right)
            case _:
                continue
        if not any(map(_is_float, parts)):
            return True
    return False


def _is_float(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=float()) | ast.Call(func=ast.Name(id="float")):
            return True
        case ast.UnaryOp(operand=inner):
            return _is_float(inner)
        case ast.BinOp(left=left, right=right):
            return _is_float(left) or _is_float(right)
    return False


def _parses(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError):
            return False
    return True


def _mend(cell: Cell, *, print_calls: bool) -> Repair | None:
    text = translate(cell.source)
    if text is not None and print_calls:
        text = _without_double_brackets(text)
    if text is None or text == cell.source:
        return None
    return Repair(
        rule="python-2", cell=cell.index, line=1, before=cell.source, after=text, reason=WHY
    )


def _without_double_brackets(text: str) -> str:
    """Let `print("a", b)` be the call that it is in a notebook where others are calls, too.

    In Python 2 alone it shows a tuple, which its translation keeps.
    """
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda call: (-call.lineno, -call.col_offset)):
        match call:
            case ast.Call(func=ast.Name(id="print"), args=[ast.Tuple() as shown], keywords=[]):
                start, end = span(text, shown)
                text = f"{text[:start]}{text[start + 1 : end - 1].rstrip(', ')}{text[end:]}"
            case _:
                pass
    return text


def translate(source: str) -> str | None:
    """Give Python 3 for Python 2; None if it is neither."""
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    try:
        text = str(_tool().refactor_string(source.rstrip("\n") + "\n", "cell")).rstrip("\n")
    except (ParseError, TokenError, ValueError):
        return None
    return text if _parses(text) else None


@cache
def _tool() -> "RefactoringTool":
    from fissix.refactor import RefactoringTool

    return RefactoringTool([f"fissix.fixes.fix_{name}" for name in FIXERS])
