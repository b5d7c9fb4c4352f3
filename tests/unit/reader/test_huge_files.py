"""Files with huge outputs are read as a stream, with memory bounded by the code."""

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlship.reader import jupyter, read
from mlship.reader.json_stream import JsonStream

WriteText = Callable[[str, str | bytes], Path]
MEGABYTE = 1 << 20
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@contextmanager
def peak_memory() -> Iterator[Callable[[], int]]:
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


class Trickle(io.StringIO):
    """A stream that gives a few characters at a time."""

    def read(self, size: int | None = -1, /) -> str:
        return super().read(min(size or 1, 3))


@given(JSON_VALUES, st.sampled_from([{}, {"indent": 2}, {"ensure_ascii": False}]))
def test_a_stream_gives_what_json_gives(value: object, style: dict[str, int]) -> None:
    text = json.dumps({"a": value}, **style)  # type: ignore[arg-type]

    assert JsonStream(Trickle(text)).document() == json.loads(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1,", '{"a" 1}', '{"a": }', "{1: 2}", '"abc', "nope"],
)
def test_a_stream_refuses_what_is_no_json(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        JsonStream(Trickle(text)).document()


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "text": "x\n" * (5 * MEGABYTE)},
        {"output_type": "stream", "text": ["line\n"] * (2 * MEGABYTE)},
        {"output_type": "display_data", "data": {"image/png": "A" * (12 * MEGABYTE)}},
        {"output_type": "display_data", "data": {"application/json": [[1.5, "a"]] * MEGABYTE}},
    ],
    ids=["one string", "many lines", "image", "numbers"],
)
def test_huge_outputs_take_little_memory(write: WriteText, output: dict[str, object]) -> None:
    plain = {"output_type": "execute_result", "data": {"text/plain": "42"}}
    cell = {"cell_type": "code", "source": "x = 1", "outputs": [output, plain]}
    path = write("a.ipynb", json.dumps({"cells": [cell, {**cell, "outputs": []}]}))

    with peak_memory() as peak:
        notebook = read(path)
        used = peak()

    assert path.stat().st_size > jupyter.STREAM_ABOVE_BYTES
    assert used < 4 * MEGABYTE
    assert [one.source for one in notebook.cells] == ["x = 1", "x = 1"]
    assert notebook.cells[0].outputs[-1].text == "42"
