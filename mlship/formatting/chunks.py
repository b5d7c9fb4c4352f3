"""Python text → its top-level statements as ranges of rows, each readable without the others."""

import ast
import tokenize
from collections.abc import Collection, Iterator, Sequence
from io import StringIO

from mlship.ir.trees import parse


def tokens_around(text: str, rows: Collection[int]) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens of each chunk that holds one of the rows (from 0); others cost nothing."""
    lines = text.split("\n")
    for chunk in chunks(text) if rows else ():
        if any(row in chunk for row in rows):
            yield list(_tokens(lines, chunk))


def chunks(text: str) -> Iterator[range]:
    """Yield the rows of each top-level statement, with what stands between it and the last."""
    start = 0
    rows = [(first_row(statement), statement.end_lineno or 0) for statement in parse(text).body]
    for (_, end), (following, _) in zip(rows, [*rows[1:], (text.count("\n") + 2, 0)], strict=True):
        if following > end:  # else a semicolon joins them
            yield range(start, end)
            start = end
    yield range(start, text.count("\n") + 1)


def first_row(statement: ast.stmt) -> int:
    """Give the row (from 1) where a statement begins, decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _tokens(lines: Sequence[str], chunk: range) -> Iterator[tokenize.TokenInfo]:
    """Tokenize some rows, and number them as in the whole text."""
    part = "\n".join(lines[chunk.start : chunk.stop]) + "\n"
    for token in tokenize.generate_tokens(StringIO(part).readline):
        (first, start), (last, end) = token.start, token.end
        shifted = (first + chunk.start, start), (last + chunk.start, end)
        yield token._replace(start=shifted[0], end=shifted[1])
