"""What a notebook says to its own type checker is not said to that of the project."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import parsing, reader


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("import pandas as pd  # type: ignore", "import pandas as pd"),
        ("x = f()  # type: ignore Positive class.", "x = f()  # Positive class."),
        ("x = f()  # type:ignore[attr-defined]  # kept", "x = f()  # kept"),
        ("x = '# type: ignore'", "x = '# type: ignore'"),
        ("x = [\n    1,  # type: ignore\n    2,\n]", "x = [\n    1,\n    2,\n]"),
        ("%matplotlib inline\nx = 1  # type: ignore", "x = 1"),
    ],
)
def test_a_word_to_a_type_checker_goes(notebook: Callable[..., Path], code: str, left: str) -> None:
    program = parsing.parse(reader.read(notebook(code)))
    assert [statement.source for statement in program.statements] == [left]
