"""Python text → the same text further in: the lines inside multi-line strings stay as they are."""

import io
import tokenize
from collections.abc import Iterator

# f-strings are single tokens up to Python 3.11, and from 3.12 on what lies between these two.
_OPENING = getattr(tokenize, "FSTRING_START", -1)
_CLOSING = getattr(tokenize, "FSTRING_END", -1)


def indent(code: str, by: int) -> str:
    """Put each line `by` columns further in, unless that would change a string."""
    if '"""' not in code and "'''" not in code and "\\\n" not in code:
        inside: frozenset[int] = frozenset()
    else:
        inside = frozenset(_lines_inside_strings(code))
    return "\n".join(
        line if row in inside or not line.strip() else " " * by + line
        for row, line in enumerate(code.split("\n"), start=1)
    )


def _lines_inside_strings(code: str) -> Iterator[int]:
    for first, last in _strings(code):
        yield from range(first + 1, last + 1)


def _strings(code: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(code, newline="\n").readline):
        if token.type == tokenize.STRING:
            yield token.start[0], token.end[0]
        elif token.type == _OPENING:
            opened.append(token.start[0])
        elif token.type == _CLOSING:
            yield opened.pop(), token.end[0]
