"""Notebook files written by the test that reads them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

WriteJson = Callable[..., Path]
WriteText = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteText:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def ipynb(write: WriteText) -> WriteJson:
    def write_notebook(*cells: dict[str, object] | str, **metadata: object) -> Path:
        full = [
            {"cell_type": "code", "source": cell} if isinstance(cell, str) else cell
            for cell in cells
        ]
        tree = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": full}
        return write("a.ipynb", json.dumps(tree))

    return write_notebook
