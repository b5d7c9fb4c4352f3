"""Notebooks of a few code cells for the tests of parsing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Program
from mlship.parsing import parse

Parsed = Callable[..., Program]


@pytest.fixture
def parsed() -> Parsed:
    def parse_cells(*sources: str) -> Program:
        cells = (Cell(index=i, kind="code", source=text) for i, text in enumerate(sources, start=1))
        return parse(Notebook(path=Path("a.ipynb"), cells=tuple(cells)))

    return parse_cells
