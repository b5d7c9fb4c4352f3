"""Notebook files of every version become cells, read leniently."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.ir.notebook import Cell, Notebook
from mlship.reader import read

WriteJson = Callable[..., Path]
WriteText = Callable[[str, str | bytes], Path]
SIMPLE = json.dumps({"cells": [{"cell_type": "code", "source": "x = 'é€'\n"}]}, ensure_ascii=False)


def sources(path: Path) -> list[str]:
    return [cell.source for cell in read(path).cells]


def test_a_notebook_keeps_its_cells_in_order(ipynb: WriteJson) -> None:
    path = ipynb(
        {"cell_type": "markdown", "source": ["# T\n", "text"], "attachments": {"a.png": {}}},
        {"cell_type": "code", "source": ["x = 1\n", "y"], "execution_count": 7, "outputs": []},
        {"cell_type": "raw", "source": "raw"},
        {"cell_type": "code", "source": "", "execution_count": None},
        kernelspec={"name": "python3", "language": "python"},
    )

    assert read(path) == Notebook(
        path=path,
        cells=(
            Cell(index=1, kind="markdown", source="# T\ntext"),
            Cell(index=2, kind="code", source="x = 1\ny", execution_count=7),
            Cell(index=3, kind="raw", source="raw"),
            Cell(index=4, kind="code", source=""),
        ),
        language="python",
        kernel="python3",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


@pytest.mark.parametrize(
    "content",
    [
        SIMPLE.encode(),
        SIMPLE.encode("utf-8-sig"),
        SIMPLE.encode("utf-16"),
        SIMPLE.encode("utf-16-le"),
        SIMPLE.encode("utf-16-be"),
        SIMPLE.encode("utf-32"),
        SIMPLE.encode("cp1252"),
        SIMPLE.replace("{", "\r\n\t{").encode(),
        SIMPLE.replace(r"\n", r"\r\n").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "le", "be", "utf-32", "cp1252", "crlf", "crlf in a cell"],
)
def test_any_encoding_and_line_end_is_read(write: WriteText, content: bytes) -> None:
    assert sources(write("a.ipynb", content)) == ["x = 'é€'\n"]


def test_latin_1_is_the_last_resort(write: WriteText) -> None:
    content = SIMPLE.replace("é€", "é\x81").encode("latin-1")

    assert sources(write("a.ipynb", content)) == ["x = 'é\x81'\n"]


def test_halves_of_surrogate_pairs_become_text(ipynb: WriteJson) -> None:
    (source,) = sources(ipynb("x = '\ud83d'"))

    assert source.encode() == "x = '\ufffd'".encode()


@pytest.mark.parametrize("minor", range(6))
def test_every_minor_version_of_4_is_read(write: WriteText, minor: int) -> None:
    tree = {"nbformat": 4, "nbformat_minor": minor, **json.loads(SIMPLE)}

    assert sources(write("a.ipynb", json.dumps(tree))) == ["x = 'é€'\n"]


@pytest.mark.parametrize("version", [2, 3])
def test_older_versions_are_upgraded(write: WriteText, version: int) -> None:
    stream = {"output_type": "stream", "stream": "stdout", "text": ["1\n"]}
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Load"},
        {"cell_type": "code", "input": ["x = 1\n", "y"], "prompt_number": 3, "outputs": [stream]},
    ]
    worksheets = [{"cells": cells[2 - version :]}]
    tree = {"nbformat": version, "nbformat_minor": 0, "metadata": {}, "worksheets": worksheets}

    cell = read(write("a.ipynb", json.dumps(tree))).cells[-1]

    assert (cell.source, cell.execution_count, cell.outputs[0].text) == ("x = 1\ny", 3, "1\n")


def test_what_is_odd_in_a_cell_does_not_stop_it(ipynb: WriteJson) -> None:
    path = ipynb(
        {"cell_type": "code"},
        {"cell_type": "code", "source": ["x", None, "y"], "outputs": {"a": 1}},
        {"cell_type": "code", "source": "z", "execution_count": "3", "outputs": [None, {}]},
        {"cell_type": "mystery", "source": "m"},
        {},
    )

    found = [(cell.kind, cell.source, cell.execution_count) for cell in read(path).cells]
    assert found[1:3] == [("code", "xy", None), ("code", "z", None)]
    assert [kind for kind, _, _ in found[3:]] == ["raw", "raw"]
