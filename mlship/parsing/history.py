"""`_`, `Out[3]` and `_3` come in → names of the values that they stand for go out."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Cell
from mlship.ir.program import Statement
from mlship.parsing.edits import bound_names, loads, made, with_replaced, with_source
from mlship.parsing.findings import lost_history
from mlship.parsing.revisions import Draft, Revision

HISTORY = re.compile(r"_{1,3}|_\d+|_i{1,3}|_i\d+|Out|In|_oh|_ih|_dh")


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference = a statement's position, the expression in it, the position of the value."""

    position: int
    node: ast.expr
    target: int | None


@dataclass(slots=True)
class _Names:
    """Names given to shown values, by the position of the statement that shows them."""

    taken: frozenset[str]
    given: dict[int, str] = field(default_factory=dict)

    def of(self, position: int, count: int) -> str:
        if position not in self.given:
            name = f"out_{count}"
            while name in self.taken | set(self.given.values()):
                name += "_"
            self.given[position] = name
        return self.given[position]


def name_history(draft: Draft) -> Revision | None:
    """Give the values that are taken from IPython's history a name."""
    if not draft.mentions("_", "Out", "In["):
        return None
    references = list(_references(draft))
    if not references:
        return None
    cells = {cell.index: cell for cell in draft.notebook.cells}
    names = _Names(bound_names(draft.statements))
    changes: dict[int, list[tuple[ast.expr, str]]] = {}
    for reference in references:
        if reference.target is not None:
            cell = cells[draft.statements[reference.target].cell]
            name = names.of(reference.target, cell.execution_count or cell.index)
            changes.setdefault(reference.position, []).append((reference.node, name))
    return Revision(
        statements=tuple(_rewritten(draft.statements, changes, names.given)),
        diagnostics=tuple(_lost(draft.statements, references)),
    )


def _rewritten(
    statements: tuple[Statement, ...],
    changes: dict[int, list[tuple[ast.expr, str]]],
    given: dict[int, str],
) -> Iterator[Statement]:
    for position, statement in enumerate(statements):
        changed = statement
        if position in changes:
            changed = with_replaced(statement, changes[position])
        if position not in given:
            yield changed
            continue
        name = given[position]
        bound = made(changed, f"{name} = {changed.source}")
        yield with_source_of(changed, bound)
        yield made(statement, name, shown=True)


def with_source_of(statement: Statement, assigned: Statement) -> Statement:
    """Keep comments and place of a shown expression that is now assigned."""
    plain = with_source(statement, assigned.source)
    return Statement(
        index=plain.index,
        cell=plain.cell,
        line=plain.line,
        comments=plain.comments,
        source=plain.source,
        node=plain.node,
        magic=plain.magic,
    )


def _lost(statements: tuple[Statement, ...], references: list[Reference]) -> Iterator[Diagnostic]:
    for reference in references:
        if reference.target is None:
            statement = statements[reference.position]
            yield lost_history(statement.cell, statement.line, ast.unparse(reference.node))


def _references(draft: Draft) -> Iterator[Reference]:
    candidates = [
        (position, name)
        for position, statement in enumerate(draft.statements)
        if HISTORY_MARK.search(statement.source)
        for name in loads(statement.node)
        if HISTORY.fullmatch(name.id)
    ]
    if not candidates:
        return
    bound = bound_names(draft.statements)
    for position, name in candidates:
        if name.id not in bound:
            yield _resolve(draft, position, name)


HISTORY_MARK = re.compile(r"\b(?:_{1,3}|_\d+|_i\w*|Out|In|_oh|_ih|_dh)\b")


def _resolve(draft: Draft, position: int, name: ast.Name) -> Reference:
    if re.fullmatch(r"_{1,3}", name.id):
        shown = _shown_before(draft, position)
        target = shown[-len(name.id)] if len(shown) >= len(name.id) else None
        return Reference(position, name, target)
    if re.fullmatch(r"_\d+", name.id):
        return Reference(position, name, _shown_by_count(draft, int(name.id[1:])))
    for node in ast.walk(draft.statements[position].node):
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=int(count))):
                if value is name and name.id in {"Out", "_oh"}:
                    return Reference(position, node, _shown_by_count(draft, count))
    return Reference(position, name, None)


def _shown_before(draft: Draft, position: int) -> list[int]:
    """Give the positions of what was displayed before, oldest first."""
    cells = {cell.index: cell for cell in draft.notebook.cells}
    return [
        before
        for before, statement in enumerate(draft.statements[:position])
        if statement.shown and _has_result(cells[statement.cell])
    ]


def _has_result(cell: Cell) -> bool:
    """A cell that ran shows what it displayed; one that did not is given the benefit."""
    if cell.execution_count is None and not cell.outputs:
        return True
    return any(output.kind == "result" for output in cell.outputs)


def _shown_by_count(draft: Draft, count: int) -> int | None:
    counts = {cell.index: cell.execution_count for cell in draft.notebook.cells}
    found = (
        position
        for position, statement in enumerate(draft.statements)
        if statement.shown and counts[statement.cell] == count
    )
    return next(found, None)
