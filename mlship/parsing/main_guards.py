"""`if __name__ == "__main__":` comes in → what stands under it goes out.

A notebook is always the main module, a module of a project never.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.revisions import Draft, Revision, change_each
from mlship.parsing.slices import slice_statements

GUARD = "__name__ == '__main__'"


def leave_main_guards(draft: Draft) -> Revision | None:
    """Put statements in the place of the guards around them."""
    return change_each(draft.statements, _unguarded) if draft.mentions("__main__") else None


def _unguarded(statement: Statement) -> Revision | None:
    node = statement.node
    if not isinstance(node, ast.If) or node.orelse or ast.unparse(node.test) != GUARD:
        return None
    return without_head(statement, node)


def without_head(statement: Statement, node: ast.If) -> Revision:
    """Put the statements of a block in its place."""
    lines = _body(statement.source, node)
    slices, trailing = slice_statements(lines, ast.parse("\n".join(lines)))
    head, *rest = (
        replace(
            statement,
            line=statement.line + piece.row,
            comments=piece.comments,
            source=piece.source,
            node=piece.node,
        )
        for piece in slices
    )
    head = replace(head, comments=(*statement.comments, *head.comments))
    return Revision(statements=(head, *rest), comments=trailing)


def _body(source: str, node: ast.If) -> list[str]:
    """Give the lines of a block at the left margin, blank ones in the place of its head."""
    first, lines = node.body[0], source.split("\n")
    indent = first.col_offset
    head = node.test.end_lineno or node.lineno
    if first.lineno == head:
        return [*[""] * (head - 1), lines[head - 1][indent:], *lines[head:]]
    kept = set(_inside_texts(node))
    moved = (
        line if row in kept or line[:indent].strip() else line[indent:]
        for row, line in enumerate(lines[head:], start=head)
    )
    return [*[""] * head, *moved]


def _inside_texts(node: ast.If) -> Iterator[int]:
    """Yield the rows that begin inside of a text: what stands there is part of it."""
    for text in walk(node):
        if isinstance(text, ast.JoinedStr) or (
            isinstance(text, ast.Constant) and isinstance(text.value, str | bytes)
        ):
            yield from range(text.lineno, text.end_lineno or text.lineno)
