"""A statement and what shall stand in it come in → the changed statement goes out."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from mlship.ir.program import Statement
from mlship.ir.trees import walk


def with_source(statement: Statement, source: str) -> Statement:
    """Give the statement another text; raises SyntaxError if it is no statement."""
    return replace(statement, source=source, node=ast.parse(source).body[0])


def with_replaced(statement: Statement, changes: Iterable[tuple[ast.expr, str]]) -> Statement:
    """Put texts in the place of expressions of the statement."""
    return with_source(statement, replace_nodes(statement.source, changes))


def replace_nodes(source: str, changes: Iterable[tuple[ast.expr | ast.stmt, str]]) -> str:
    """Put texts in the place of expressions or statements of a source."""
    lines = [line.encode() for line in source.split("\n")]
    for node, text in sorted(changes, key=lambda change: _end(change[0]), reverse=True):
        end_row, end_column = _end(node)
        row, column = node.lineno - 1, node.col_offset
        joined = lines[row][:column] + text.encode() + lines[end_row][end_column:]
        lines[row : end_row + 1] = [joined]
    return b"\n".join(lines).decode()


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return (node.end_lineno or node.lineno) - 1, node.end_col_offset or 0


def made(like: Statement, source: str, *, shown: bool = False) -> Statement:
    """Make a statement that stands beside another one."""
    return with_source(replace(like, comments=(), shown=shown, magic=like.magic or source), source)


def as_comments(statement: Statement) -> tuple[str, ...]:
    """Keep a statement as comment lines, under its own comments."""
    return (*statement.comments, *(f"# {line}".rstrip() for line in statement.source.split("\n")))


def loads(node: ast.AST) -> Iterator[ast.Name]:
    """Give the names that are read anywhere in it."""
    return (
        found
        for found in walk(node)
        if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Load)
    )


def bound_names(statements: Iterable[Statement]) -> frozenset[str]:
    """Give every name that the statements bind somewhere, parameters and imports included."""
    return frozenset().union(*(_bound_in(statement.node) for statement in statements))


# What a notebook binds is asked for by each change to it.
@lru_cache(maxsize=4096)
def _bound_in(tree: ast.AST) -> frozenset[str]:
    return frozenset(name for node in walk(tree) if (name := _bound(node)))


def _bound(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.alias(name=name, asname=other):
            return other or name.split(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            return name
    return ""
