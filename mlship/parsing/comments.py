"""Statements and the comments left over between them come in → each comment finds a statement."""

from collections.abc import Iterable
from dataclasses import replace

from mlship.ir.program import Statement

Part = tuple[tuple[Statement, ...], tuple[str, ...]]


def attach(parts: Iterable[Part]) -> tuple[Statement, ...]:
    """Give the comments after each part to the statement that follows, else to the last one."""
    result: list[Statement] = []
    waiting: tuple[str, ...] = ()
    for statements, comments in parts:
        result += _with_first(statements, waiting)
        waiting = comments if statements else waiting + comments
    return keep_with_last(tuple(result), waiting)


def _with_first(
    statements: tuple[Statement, ...], comments: tuple[str, ...]
) -> tuple[Statement, ...]:
    if not comments or not statements:
        return statements
    first, *rest = statements
    return (replace(first, comments=_once(comments + first.comments)), *rest)


def keep_with_last(
    statements: tuple[Statement, ...], comments: tuple[str, ...]
) -> tuple[Statement, ...]:
    """Give comments to the last statement, where there is one."""
    if not comments or not statements:
        return statements
    last = statements[-1]
    return (*statements[:-1], replace(last, comments=_once(last.comments + comments)))


def _once(comments: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what only says again what stands above it: ``# your code here`` of empty cells."""
    above = ("", *comments)
    return tuple(each for each, before in zip(comments, above, strict=False) if each != before)
