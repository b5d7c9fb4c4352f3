"""A Notebook comes in → a Program goes out."""

import warnings
from collections.abc import Iterable
from dataclasses import replace

from mlship.errors import NotebookError
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Notebook
from mlship.ir.program import Program, Statement
from mlship.parsing.cells import CellReading, read_cell
from mlship.parsing.comments import attach, keep_with_last
from mlship.parsing.meaning import merge
from mlship.parsing.prose import read_prose
from mlship.parsing.revising import revise
from mlship.parsing.revisions import Revision


def parse(notebook: Notebook) -> Program:
    """Split the cells into statements, give magics their meaning, read the prose."""
    with warnings.catch_warnings():
        # Invalid escapes in strings ("\\d") are the notebook's affair.
        warnings.simplefilter("ignore")
        readings = _read_cells(notebook)
        _refuse_only_broken(notebook, readings)
        revision = revise(_all_statements(readings), notebook)
    return _program(notebook, readings, revision)


def _read_cells(notebook: Notebook) -> list[CellReading]:
    code = ""
    readings: list[CellReading] = []
    for cell in notebook.cells:
        if cell.kind == "code" and cell.source.strip():
            code += cell.source + "\n"
            readings.append(read_cell(cell, code))
    return readings


def _refuse_only_broken(notebook: Notebook, readings: list[CellReading]) -> None:
    if not readings or any(reading.broken is None for reading in readings):
        return
    first = readings[0].meaning.diagnostics[0]
    raise NotebookError(
        f"No cell of {notebook.path.name} is Python that parses.",
        hint=first.hint if "Python 2" in first.hint else "Correct the first cell and try again.",
        location=f"cell {first.cell}, line {first.line}",
    )


def _all_statements(readings: Iterable[CellReading]) -> tuple[Statement, ...]:
    """Keep a cell's last comments with its last statement; without any they wait for the next."""
    return attach(
        (
            (keep_with_last(reading.statements, reading.trailing), ())
            if reading.statements
            else ((), reading.trailing)
        )
        for reading in readings
    )


def _program(notebook: Notebook, readings: list[CellReading], revision: Revision) -> Program:
    meaning = merge(reading.meaning for reading in readings)
    prose = (read_prose(cell) for cell in notebook.cells if cell.kind == "markdown")
    needs = dict.fromkeys((*meaning.needs, *revision.needs))  # in the notebook's order
    findings: set[Diagnostic] = {*meaning.diagnostics, *revision.diagnostics}
    return Program(
        notebook=notebook,
        statements=tuple(
            replace(statement, index=index) for index, statement in enumerate(revision.statements)
        ),
        prose=tuple(found for found in prose if found.heading or found.text),
        pins=meaning.pins,
        files=meaning.files,
        needs=tuple(sorted(needs, key=lambda need: need.cell)),
        broken=tuple(reading.broken for reading in readings if reading.broken is not None),
        diagnostics=tuple(sorted(findings)),
    )
