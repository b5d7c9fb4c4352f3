"""Laid-out Python → the statements that black might lay out in another way than ruff did.

The two agree about blank lines, about what stands on one line, and about the heads of blocks; what
they may not agree about is given to black by itself, at its own depth.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlship.formatting.chunks import first_row
from mlship.formatting.condensing import PLAIN, is_plain, plain_form
from mlship.ir.trees import children, parse

ELIF = re.compile(r" *elif\b")
STEP = " " * 4
OUTER = "if 0:"
FIRST = "__first__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """Doubtful = rows (from, to), what it stands under, from outside in."""

    start: int
    end: int
    under: tuple[str, ...]

    def wrap(self, lines: Sequence[str]) -> str:
        """Give the rows as a module of their own, at their depth."""
        return "\n".join([*self.under, *lines[self.start : self.end], ""])

    def unwrap(self, text: str) -> list[str]:
        """Give the rows of what came of it, blank ones above it left out."""
        return "\n".join(text.split("\n")[len(self.under) :]).strip("\n").split("\n")


def find_doubtful(text: str, *, opens: bool = True) -> list[Doubtful]:
    """List the doubtful statements in their order; none holds another.

    `opens`: a module begins with them, so that the first may be its docstring.
    """
    lines = [f"{line}\n" for line in text.split("\n")]
    return list(_in_body(parse(text), lines, opens=opens))


def _in_body(node: ast.AST, lines: Sequence[str], *, opens: bool = True) -> Iterator[Doubtful]:
    body: list[ast.stmt] = getattr(node, "body", [])
    first = body[0] if body and opens else None
    for child in children(node):
        if isinstance(child, ast.excepthandler):
            yield from _in_body(child, lines)
        elif isinstance(child, ast.stmt) and not _is_settled(child, lines):
            yield _doubtful(child, is_first=child is first)
        elif isinstance(child, ast.stmt) and type(child) not in PLAIN:
            yield from _in_body(child, lines)


def _is_settled(statement: ast.stmt, lines: Sequence[str]) -> bool:
    """Tell whether the statement, or the head of the block, stays as it is."""
    if _goes_on_below_definition(statement):
        return False
    match statement:
        case ast.Pass() | ast.Break() | ast.Continue() | ast.Global() | ast.Nonlocal():
            return True
        case ast.Try(handlers=handlers):
            caught = [each.type for each in handlers if each.type]
            return all(_is_one_row(each, lines) for each in caught)
        case _:
            asked: list[ast.expr] = getattr(statement, "decorator_list", [])
            heads = [statement, *_further_heads(statement, lines)]
            decorated = all(_is_one_row(each, lines) for each in asked)
            return decorated and all(plain_form(each, lines) for each in heads)


def _goes_on_below_definition(statement: ast.stmt) -> bool:
    """Tell whether `else`, `except` or `finally` follows a definition: black parts the two."""
    parts = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
    caught = [each.body for each in getattr(statement, "handlers", [])]
    clauses = [part for part in (parts[0], *caught, *parts[1:]) if part]
    return any(map(_ends_in_definition, clauses[:-1]))


def _ends_in_definition(body: Sequence[ast.stmt]) -> bool:
    last = body[-1]
    if isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    inner = [getattr(last, name, []) for name in ("body", "orelse", "finalbody")]
    return any(_ends_in_definition(part) for part in inner if part)


def _further_heads(statement: ast.stmt, lines: Sequence[str]) -> Iterator[ast.stmt]:
    """Give what stands behind `elif`: none of it can be laid out without its `if`."""
    match statement:
        case ast.If(orelse=[ast.If() as other]) if ELIF.match(lines[other.lineno - 1]):
            yield other
            yield from _further_heads(other, lines)


def _is_one_row(node: ast.expr, lines: Sequence[str]) -> bool:
    line = lines[node.lineno - 1]
    return node.end_lineno == node.lineno and is_plain(line, len(line) - len(line.lstrip()))


def _doubtful(statement: ast.stmt, *, is_first: bool) -> Doubtful:
    depth = statement.col_offset // len(STEP)
    under = [f"{STEP * level}{OUTER}" for level in range(depth)]
    if isinstance(statement, ast.Expr) and not is_first:  # else a text would be a docstring
        under.append(f"{STEP * depth}{FIRST}")
    start, end = first_row(statement) - 1, statement.end_lineno or 0
    return Doubtful(start=start, end=end, under=tuple(under))
