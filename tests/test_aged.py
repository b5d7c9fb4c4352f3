"""Aged notebooks that fail here, repaired and run for real: they compute what they used to."""

import subprocess
import sys
from pathlib import Path

import pytest

from mlship.mending import repair_notebook
from mlship.settings import Settings
from tests.conftest import WriteNotebook

CASES = Path(__file__).parent / "cases/aged"


def run(code: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run code as a script."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("case", sorted(CASES.glob("*.py")), ids=lambda path: path.stem)
def test_an_aged_notebook_runs_again(case: Path, notebook: WriteNotebook, tmp_path: Path) -> None:
    aged = case.read_text()
    path = notebook(aged)

    mended = repair_notebook(path, Path(sys.executable), Settings()).notebook
    today = "\n".join(cell.source for cell in mended.cells)

    assert run(aged, tmp_path).returncode != 0
    assert run(today, tmp_path).stderr == ""
