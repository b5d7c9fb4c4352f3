"""`_`, `Out[3]` and `_3` come in → names of the values that they stand for go out."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Cell
from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import bound_names, loads, made, with_replaced, with_source
from mlship.parsing.findings import lost_history
from mlship.parsing.revisions import Draft, Revision

HISTORY = re.compile(r"_{1,3}|_\d+|_i{1,3}|_i\d+|Out|In|_oh|_ih|_dh")
HISTORY_MARK = re.compile(rf"\b(?:{HISTORY.pattern})\b")


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference = a statement's position, the expression in it, the position of the value."""

    position: int
    node: ast.expr
    target: int | None


def name_history(draft: Draft) -> Revision | None:
    """Give the values that are taken from IPython's history a name."""
    references = list(_references(draft))
    if not references:
        return None
    given = _names_for(draft, references)
    changes: dict[int, list[tuple[ast.expr, str]]] = {}
    for reference in references:
        if reference.target is not None:
            name = given[reference.target]
            changes.setdefault(reference.position, []).append((reference.node, name))
    return Revision(
        statements=tuple(_rewritten(draft.statements, changes, given)),
        diagnostics=tuple(_lost(draft.statements, references)),
    )


def _names_for(draft: Draft, references: list[Reference]) -> dict[int, str]:
    """Name what is shown after its execution count, and after nothing that has a name."""
    cells = {cell.index: cell for cell in draft.notebook.cells}
    taken = bound_names(draft.statements)
    given: dict[int, str] = {}
    for target in sorted({one.target for one in references if one.target is not None}):
        cell = cells[draft.statements[target].cell]
        name = f"out_{cell.execution_count or cell.index}"
        while name in taken | set(given.values()):
            name += "_"
        given[target] = name
    return given


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
        yield with_source(replace(changed, shown=False), f"{name} = {changed.source}")
        yield made(statement, name, shown=True)


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


def _resolve(draft: Draft, position: int, name: ast.Name) -> Reference:
    if re.fullmatch(r"_{1,3}", name.id):
        shown = _shown_before(draft, position)
        target = shown[-len(name.id)] if len(shown) >= len(name.id) else None
        return Reference(position, name, target)
    if re.fullmatch(r"_\d+", name.id):
        return Reference(position, name, _shown_by_count(draft, int(name.id[1:])))
    for node in walk(draft.statements[position].node):
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
