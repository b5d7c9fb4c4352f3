"""Statements → how many lines they take once they are formatted, at most."""

import re

from mlship.ir.program import Statement

WIDTH = 94  # columns of generated code, without its indentation and a little for parameters
BRACKETS = 2  # lines that the brackets of a broken line take


def count_lines(statement: Statement) -> int:
    """Return about how many lines a statement and the comments above it will take."""
    return sum(map(_broken, statement.source.split("\n"))) + len(statement.comments)


def _broken(line: str) -> int:
    """Count the lines of one that may be too long: what stands in brackets, else one an item."""
    if len(line) <= WIDTH:
        return 1
    inside = re.sub(r"^[^([{]*[([{]|[)\]}][^)\]}]*$", "", line)
    items = 1 if len(inside) <= WIDTH - BRACKETS else min(inside.count(",") + 1, len(line) // 8)
    return BRACKETS + items
