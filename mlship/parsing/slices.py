"""Python text and its tree come in → one slice of the text a statement goes out.

A slice is the exact text of its statement, with the comments inside it and at the end of its
last line; the comment lines above it are kept apart.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPOUND = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While, ast.If,
    ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Slice = row where it starts (from 0), comments above, source, node, followed by `;`."""

    row: int
    comments: tuple[str, ...]
    source: str
    node: ast.stmt
    is_silenced: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Span = where a statement stands: rows from 0, columns in characters, ends exclusive."""

    row: int
    column: int
    end_row: int
    end_column: int


def slice_statements(
    lines: list[str], tree: ast.Module
) -> tuple[tuple[Slice, ...], tuple[str, ...]]:
    """Cut the text into statements; give them and the comment lines after the last one."""
    spans = [_span(lines, node) for node in tree.body]
    slices: list[Slice] = []
    row = 0
    for index, (node, span) in enumerate(zip(tree.body, spans, strict=True)):
        following = spans[index + 1] if index + 1 < len(spans) else None
        comments = tuple(_comments(lines[row : span.row]))
        piece, row = _slice(lines, node, span, following)
        slices.append(
            Slice(
                row=span.row,
                comments=comments,
                source=piece,
                node=_node_alone(node, span, piece),
                is_silenced=_rest(lines, span).lstrip().startswith(";"),
            )
        )
    return tuple(slices), tuple(_comments(lines[row:]))


def _span(lines: list[str], node: ast.stmt) -> Span:
    row, end_row = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    column = _characters(lines[row], node.col_offset)
    decorators = getattr(node, "decorator_list", [])
    if decorators:
        row, column = decorators[0].lineno - 1, 0
        while not lines[row].lstrip().startswith("@"):
            row -= 1
    return Span(row, column, end_row, _characters(lines[end_row], node.end_col_offset or 0))


def _characters(line: str, offset: int) -> int:
    """Turn the parser's byte offset into one in characters."""
    return offset if line.isascii() else len(line.encode()[:offset].decode())


def _slice(lines: list[str], node: ast.stmt, span: Span, following: Span | None) -> tuple[str, int]:
    """Give the text of a statement and the row after it."""
    if following is not None and following.row == span.end_row:
        return _text(lines, span), span.end_row
    comment = _rest(lines, span).lstrip("; \t\f\\")
    text = _text(lines, span) + ("  " + comment if comment.startswith("#") else "")
    end = span.end_row + 1
    if isinstance(node, COMPOUND) and span.end_row > span.row:
        end = _end_of_block(lines, end, following.row if following else len(lines))
        after = (line.rstrip() for line in lines[span.end_row + 1 : end])
        text = "\n".join([text.rstrip(), *after])
    return text.rstrip(), end


def _text(lines: list[str], span: Span) -> str:
    """Give the text between start and end; only a block's own last semicolon can end it."""
    rows = lines[span.row : span.end_row + 1]
    rows[-1] = rows[-1][: span.end_column]
    rows[0] = rows[0][span.column :]
    return "\n".join(rows).rstrip("; \t\f")


def _rest(lines: list[str], span: Span) -> str:
    return lines[span.end_row][span.end_column :]


def _end_of_block(lines: list[str], start: int, limit: int) -> int:
    """Give the row after the indented comments that end a block."""
    end = start
    for row in range(start, limit):
        line = lines[row]
        if line.strip() and not (line[0] in " \t" and line.lstrip().startswith("#")):
            break
        end = row + 1 if line.strip() else end
    return end


def _comments(lines: list[str]) -> Iterator[str]:
    stripped = (line.strip() for line in lines)
    return (line for line in stripped if line.startswith("#"))


def _node_alone(node: ast.stmt, span: Span, source: str) -> ast.stmt:
    """Parse the slice by itself, unless it stands where its positions are right already."""
    if span.row == 0 and span.column == 0 and not isinstance(node, COMPOUND):
        return node
    return ast.parse(source).body[0]
