"""What stands above code is told in its docstring, if it is about what comes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import parsing, reader
from mlship.planning.prose import MAX_TOLD, details_of


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("We fill in what nobody entered.", "We fill in what nobody entered."),
        ("There isn't much improvement.\n\nLet's tune it.", "Let's tune it."),
        ("There isn't much improvement.", ""),
        ("# Results\n\nThere are two of them.", "There are two of them."),
        ("Now to the model. It has three layers:", ""),
        ("Take the mean:\n\n```python\nmean(x)\n```", ""),
        ("Ages are whole numbers. " * 40, ("Ages are whole numbers. " * 15).strip()),
    ],
    ids=["told", "what comes", "what was seen", "under a heading", "announces", "code", "long"],
)
def test_a_function_tells_what_is_about_its_own_code(
    notebook: Callable[..., Path], above: str, told: str
) -> None:
    program = parsing.parse(reader.read(notebook("x = 1", f"#md {above}", "y = 2")))
    assert len(told) <= MAX_TOLD
    assert details_of(program, [program.statements[-1].cell], set()) == told
