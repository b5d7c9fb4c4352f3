"""Cells that do not parse are set aside and reported."""

from collections.abc import Callable

import pytest

from mlship.errors import NotebookError
from mlship.ir.program import BrokenCell, Program

Parsed = Callable[..., Program]


def test_the_other_cells_are_read(parsed: Parsed) -> None:
    program = parsed("x = 1", "y = = 2", "z = 3")

    assert [one.source for one in program.statements] == ["x = 1", "z = 3"]
    assert program.broken == (
        BrokenCell(cell=2, source="y = = 2", line=1, message="invalid syntax"),
    )


def test_the_finding_names_cell_and_line(parsed: Parsed) -> None:
    (finding,) = parsed("x = 1", "%matplotlib inline\n!ls\ny = = 2").diagnostics

    assert (finding.code, finding.cell, finding.line) == ("MS001", 2, 3)


def test_python_two_can_be_repaired(parsed: Parsed) -> None:
    (finding,) = parsed("x = 1", "print x").diagnostics

    assert "`mlship convert --repair`" in finding.hint


def test_magics_of_a_broken_cell_mean_nothing(parsed: Parsed) -> None:
    program = parsed("x = 1", "!pip install shap\ny = = 2")

    assert (program.pins, len(program.broken)) == ((), 1)


@pytest.mark.parametrize(
    "cell",
    [
        "return 1",
        "x = 1\nbreak",
        "def f(a, a): pass",
        "x = \0",
        "(" * 500,
        "a" + ".b" * 20_000,
        "yield 1",
        "nonlocal a",
    ],
)
def test_what_compiles_not_is_broken_too(parsed: Parsed, cell: str) -> None:
    assert [one.cell for one in parsed("x = 1", cell).broken] == [2]


@pytest.mark.parametrize(
    "cell", ["print 'a'", "exec 'a'", "try: f()\nexcept A, e: pass", "if a <> b: c", "x = 0777"]
)
def test_python_two_is_named(parsed: Parsed, cell: str) -> None:
    (finding,) = parsed("x = 1", cell).diagnostics

    assert finding.hint.startswith("This is Python 2: ")


def test_a_notebook_without_any_sound_cell_is_refused(parsed: Parsed) -> None:
    with pytest.raises(NotebookError, match="is Python that parses") as caught:
        parsed("print 'a'", "", "x = = 1")

    assert (caught.value.location, caught.value.exit_code) == ("cell 1, line 1", 3)


def test_odd_escapes_in_strings_warn_nobody(parsed: Parsed) -> None:
    assert parsed(r"x = '\d'").diagnostics == ()
