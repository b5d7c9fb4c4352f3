"""Statements → how many lines they take once they are formatted."""

import ast
from collections.abc import Sequence

from mlship.ir.program import Statement
from mlship.ir.trees import children, find, walk

WIDTH = 96  # columns of a line inside of a function
INDENT = 4
PARAMETER = 10  # columns more than a literal takes the parameter that may replace it
BRACKETS = 2  # lines that the brackets of a broken expression take
SPACE = 2  # blank lines around a definition
DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
COMPOUND = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match,
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
)  # fmt: skip


def count_lines(statement: Statement, added: Sequence[str] = ()) -> int:
    """Return about how many lines a statement and the comments above it will take.

    `added` are the arguments that generated code gives its calls besides.
    """
    lines = statement.source.split("\n")
    inner = [n for n in walk(statement.node) if isinstance(n, ast.stmt)]
    more = sum(_growth(n, lines) for n in inner if not isinstance(n, COMPOUND))
    more += len(inner) - len({n.lineno for n in inner})  # each gets a line of its own
    more += SPACE * sum(isinstance(n, DEFINITION) for n in inner if n is not statement.node)
    if added and _length(statement.node, lines) + sum(map(len, added)) > WIDTH:
        more += 2 * BRACKETS + len(added)
    return len(lines) + more + len(statement.comments)


def _growth(node: ast.stmt, lines: Sequence[str]) -> int:
    """Return how many lines formatting adds to a simple statement."""
    now = (node.end_lineno or node.lineno) - node.lineno + 1
    return max(0, _height(node, node.col_offset, lines) - now)


def _height(node: ast.AST, indent: int, lines: Sequence[str]) -> int:
    """Return the lines of a piece of code that starts `indent` columns in."""
    if indent + _length(node, lines) <= WIDTH:
        return 1
    parts = _parts(node)
    if not parts:
        return 1
    if indent + INDENT + sum(_length(part, lines) + 2 for part in parts) <= WIDTH:
        return BRACKETS + 1
    return BRACKETS + sum(_height(part, indent + INDENT, lines) for part in parts)


def _parts(node: ast.AST) -> list[ast.AST]:
    """Return what stands on lines of its own if a piece of code is broken."""
    parts: list[ast.AST] = []
    match node:
        case ast.Call(args=args, keywords=keywords):
            parts = [*args, *keywords]
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            parts = list(items)
        case ast.Dict(values=items) | ast.BoolOp(values=items):
            parts = list(items)
        case ast.BinOp(left=left, right=right):
            parts = [left, right]
        case ast.Compare(left=left, comparators=comparators):
            parts = [left, *comparators]
        case ast.Subscript(value=value, slice=part):
            parts = _parts(part) or _parts(value)
        case ast.Attribute(value=value) | ast.Starred(value=value) | ast.keyword(value=value):
            parts = _parts(value)
        case ast.Assign(value=value) | ast.Expr(value=value):
            parts = _parts(value)
    return parts


def _length(node: ast.AST, lines: Sequence[str]) -> int:
    """Return the columns that a piece of code takes on one line."""
    if not isinstance(node, ast.stmt | ast.expr | ast.keyword) or not hasattr(node, "lineno"):
        return sum(_length(child, lines) + 2 for child in children(node))
    keywords = find(node, ast.keyword)
    more = PARAMETER * sum(isinstance(k.value, ast.Constant) for k in keywords)
    start, end = node.lineno, node.end_lineno or node.lineno
    last = node.end_col_offset or node.col_offset
    if start == end:
        return last - node.col_offset + more
    inner = sum(len(line.strip()) + 1 for line in lines[start : end - 1])
    outer = len(lines[start - 1]) - node.col_offset + len(lines[end - 1][:last].strip())
    return outer + inner + more
