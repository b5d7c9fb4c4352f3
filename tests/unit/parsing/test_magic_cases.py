"""Each file of tests/cases/magics is a notebook, and after `# expect:` what becomes of it.

The cells are separated by `# %%`. What is expected is the text of the statements, and before it
in this order, as far as there are any: `# pin:`, `# need:`, `# file:`, `# finding:`, `# comment:`
and `# shown:` lines.
"""

from pathlib import Path

import pytest

from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Program
from mlship.parsing import parse

CASES = sorted((Path(__file__).parents[2] / "cases" / "magics").glob("*.py"))
NOTES = ("pin", "need", "file", "finding", "comment", "shown")


def described(program: Program) -> tuple[set[str], str]:
    notes = [
        *(f"pin: {pin.requirement}" for pin in program.pins),
        *(f"need: {need.command}" for need in program.needs),
        *(f"file: {file.path}" for file in program.files),
        *(f"finding: {finding.code}" for finding in program.diagnostics),
        *(f"shown: {one.source}" for one in program.statements if one.shown),
    ]
    code = "\n".join(statement.source for statement in program.statements)
    return set(notes), code


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_magics_have_the_meaning_that_the_case_expects(case: Path) -> None:
    cells, _, expected = case.read_text().partition("\n# expect:\n")
    sources = cells.rstrip("\n").split("\n# %%\n")
    notebook = Notebook(
        path=case,
        cells=tuple(Cell(index=i, kind="code", source=text) for i, text in enumerate(sources)),
    )

    program = parse(notebook)

    notes, code = split_expected(expected)
    comments = [comment for one in program.statements for comment in one.comments]
    assert described(program) == (notes - {f"comment: {text}" for text in comments}, code)


def split_expected(expected: str) -> tuple[set[str], str]:
    lines = expected.rstrip("\n").split("\n")
    is_note = [line.startswith(tuple(f"# {note}: " for note in NOTES)) for line in lines]
    count = is_note.index(False) if False in is_note else len(lines)
    return {line[2:] for line in lines[:count]}, "\n".join(lines[count:])


def test_there_are_cases() -> None:
    assert len(CASES) > 60
