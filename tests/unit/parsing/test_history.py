"""IPython's history is found by execution count."""

from pathlib import Path

from mlship.ir.notebook import Cell, Notebook, Output
from mlship.parsing import parse


def ran(count: int, source: str, *, shows: bool = True) -> Cell:
    outputs = (Output(kind="result", text="1"),) if shows else ()
    return Cell(index=count, kind="code", source=source, execution_count=count, outputs=outputs)


def sources(*cells: Cell) -> list[str]:
    program = parse(Notebook(path=Path("a.ipynb"), cells=cells))
    return [statement.source for statement in program.statements]


def test_out_and_underscore_name_the_value_of_that_cell() -> None:
    found = sources(ran(1, "a"), ran(2, "b"), ran(3, "x = Out[1] + _2"))

    assert found == ["out_1 = a", "out_1", "out_2 = b", "out_2", "x = out_1 + out_2"]


def test_underscores_count_back_over_what_was_displayed() -> None:
    cells = ran(1, "a"), ran(2, "b"), ran(3, "print(1)", shows=False), ran(4, "x = _ + __")

    assert sources(*cells)[-1] == "x = out_2 + out_1"


def test_the_name_avoids_the_notebooks_own() -> None:
    assert sources(ran(1, "out_1 = 2\na"), ran(2, "x = _"))[-1] == "x = out_1_"
