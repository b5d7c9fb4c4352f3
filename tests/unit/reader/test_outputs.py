"""Saved outputs are kept as plain text with a limit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.ir.notebook import Output
from mlship.reader import read

WriteJson = Callable[..., Path]


def outputs(ipynb: WriteJson, *items: dict[str, object]) -> tuple[Output, ...]:
    return (
        read(ipynb({"cell_type": "code", "source": "x", "outputs": list(items)})).cells[0].outputs
    )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
            Output(kind="stream", text="a\nb"),
        ),
        (
            {"output_type": "stream", "name": "stderr", "text": "a"},
            Output(kind="stream", text="a", mimes=("application/vnd.jupyter.stderr",)),
        ),
        (
            {"output_type": "execute_result", "data": {"text/html": "<b>", "text/plain": ["1"]}},
            Output(kind="result", text="1", mimes=("text/html", "text/plain")),
        ),
        (
            {"output_type": "display_data", "data": {"image/png": "AAAA"}},
            Output(kind="display", text="", mimes=("image/png",)),
        ),
        (
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31ma", "b"]},
            Output(kind="error", text="E: v\na\nb"),
        ),
    ],
)
def test_each_kind_of_output_keeps_its_text(
    ipynb: WriteJson, item: dict[str, object], expected: Output
) -> None:
    assert outputs(ipynb, item) == (expected,)


def test_long_text_is_cut(ipynb: WriteJson) -> None:
    (output,) = outputs(ipynb, {"output_type": "stream", "text": ["ab\n"] * 10_000})

    assert len(output.text) == 20_000
