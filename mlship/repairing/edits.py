"""Edits of statements → the notebook with its cells changed, and the record of it."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Statement
from mlship.ir.repair import Repair

Spanned = ast.expr | ast.stmt | ast.keyword


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Edit = statement, span of its source, new text, lines to put above it, why.

    An edit with `note` "" belongs to another one that carries the note.
    """

    statement: Statement
    start: int
    end: int
    text: str
    imports: tuple[str, ...] = ()
    rule: str = ""
    why: str = ""
    change: str = ""

    @classmethod
    def of_node(
        cls, statement: Statement, node: Spanned, text: str, *, rule: str, why: str
    ) -> Self:
        """Put a text in the place of a node of the statement."""
        start, end = span(statement.source, node)
        return cls(statement=statement, start=start, end=end, text=text, rule=rule, why=why)

    @property
    def before(self) -> str:
        """The text that goes."""
        return self.statement.source[self.start : self.end]


def span(source: str, node: Spanned) -> tuple[int, int]:
    """Give where a node stands in its source, in characters (the parser counts bytes)."""
    lines = source.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        within = lines[line - 1].encode()[:column].decode(errors="ignore")
        return sum(len(each) for each in lines[: line - 1]) + len(within)

    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return offset(node.lineno, node.col_offset), offset(end_line, end_column)


def text_of(source: str, node: ast.expr | ast.keyword) -> str:
    """Give a node's own text."""
    start, end = span(source, node)
    return source[start:end]


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Keep the outermost of edits that overlap: what is inside comes in a later round."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.statement.index, e.start, -e.end)):
        last = kept[-1] if kept else None
        same = last is not None and last.statement.index == edit.statement.index
        if not (same and last is not None and edit.start < last.end):
            kept.append(edit)
    return kept


def apply_edits(notebook: Notebook, edits: Sequence[Edit]) -> tuple[Notebook, list[Repair]]:
    """Change the cells; an edit whose text is not found as it stands changes nothing."""
    sources = {cell.index: cell.source for cell in notebook.cells}
    repairs: list[Repair] = []
    for edit in sorted(edits, key=lambda e: (e.statement.index, e.start), reverse=True):
        cell = edit.statement.cell
        changed = _changed(sources[cell], edit)
        if changed is not None:
            sources[cell] = changed
            repairs.append(_repair(edit))
    return with_sources(notebook, sources), repairs[::-1]


def with_sources(notebook: Notebook, sources: dict[int, str]) -> Notebook:
    """Give the notebook with other text in its cells."""
    return replace(notebook, cells=tuple(_with_source(c, sources) for c in notebook.cells))


def _with_source(cell: Cell, sources: dict[int, str]) -> Cell:
    return replace(cell, source=sources.get(cell.index, cell.source))


def _changed(cell: str, edit: Edit) -> str | None:
    """Change one span of a cell's text."""
    statement = edit.statement
    # Edits come from the end, so that the start of the statement is still as it was.
    head = statement.source[: edit.end]
    lines = cell.splitlines(keepends=True)
    begin = sum(len(line) for line in lines[: statement.line - 1])
    found = cell.find(head, begin)
    if found < 0:
        return None
    line_start = cell.rfind("\n", 0, found) + 1
    indent = cell[line_start:found]
    above = "".join(f"{indent}{line}\n" for line in edit.imports) if not indent.strip() else ""
    return (
        cell[:line_start]
        + above
        + cell[line_start : found + edit.start]
        + edit.text
        + cell[found + edit.end :]
    )


def _repair(edit: Edit) -> Repair:
    line = edit.statement.line + edit.statement.source.count("\n", 0, edit.start)
    return Repair(
        rule=edit.rule,
        cell=edit.statement.cell,
        line=line,
        before=edit.before,
        after="\n".join((*edit.imports, edit.text)),
        reason=edit.why,
        change=edit.change,
    )
