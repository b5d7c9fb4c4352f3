"""What several tests start from: notebooks written in the test, and the command line."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from mlship import process
from mlship.cli.app import make_app
from tests.warm import Warm, in_place_of_subprocess, shared

# Laws hold however busy the machine is.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer = exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, object]:
        """Read stdout as the one JSON document that it must be."""
        document: dict[str, object] = json.loads(self.out)
        return document


Cli = Callable[..., Answer]
WriteNotebook = Callable[..., Path]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """Call `mlship` in this process."""

    def call(*arguments: str | Path) -> Answer:
        with pytest.raises(SystemExit) as ended:
            make_app(debug=False)(args=[str(each) for each in arguments], prog_name="mlship")
        said = capfd.readouterr()
        return Answer(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return call


@pytest.fixture(scope="session")
def warm() -> Warm:
    """Run commands in an interpreter that has loaded what projects import."""
    return shared()


@pytest.fixture
def forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what `mlship` starts in this interpreter be forks of a warm one, but for `cold` tests."""
    if request.node.get_closest_marker("cold") is None:
        monkeypatch.setattr(process, "subprocess", in_place_of_subprocess(shared()))


@pytest.fixture
def notebook(tmp_path: Path) -> WriteNotebook:
    """Write a notebook of code cells; those that begin with ``#md`` are markdown."""

    def write(*cells: str, name: str = "notebook.ipynb") -> Path:
        document = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
            "cells": [_cell(source, number) for number, source in enumerate(cells)],
        }
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        return path

    return write


def _cell(source: str, number: int) -> dict[str, object]:
    if source.startswith("#md"):
        text = source.removeprefix("#md").strip()
        return {"cell_type": "markdown", "id": str(number), "metadata": {}, "source": text}
    return {
        "cell_type": "code",
        "id": str(number),
        "metadata": {},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }
