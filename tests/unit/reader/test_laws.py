"""Whatever the file holds, it is a Notebook or a NotebookError."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from mlship.errors import NotebookError
from mlship.ir.notebook import Notebook
from mlship.reader import read

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            [
                "cells", "worksheets", "cell_type", "source", "outputs", "output_type", "data",
                "text", "metadata", "kernelspec", "language", "name", "nbformat", "input",
            ]
        )
        | st.text(),
        inner,
        max_size=4,
    ),
    max_leaves=15,
)  # fmt: skip


@given(ANYTHING)
def test_any_json_is_read_or_refused(value: object) -> None:
    read_or_refuse("a.ipynb", json.dumps(value).encode())


@given(st.lists(st.dictionaries(st.sampled_from(["cell_type", "source", "outputs"]), ANYTHING)))
def test_any_cells_are_read_or_refused(cells: list[object]) -> None:
    code = {"cell_type": "code", "source": "x"}
    read_or_refuse("a.ipynb", json.dumps({"cells": [code, *cells]}).encode())


@given(st.binary(), st.sampled_from(["a.ipynb", "a.py", "a.md", "a"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    read_or_refuse(name, content)


def read_or_refuse(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder, suppress(NotebookError):
        path = Path(folder) / name
        path.write_bytes(content)
        assert isinstance(read(path), Notebook)
