"""Aged notebooks that fail here, repaired and run for real: they compute what they used to."""

import sys
from pathlib import Path

import pytest

from mlship.mending import repair_notebook
from mlship.settings import Settings
from tests.conftest import WriteNotebook
from tests.warm import Warm

pytestmark = pytest.mark.usefixtures("forks")
CASES = Path(__file__).parent / "cases/aged"


@pytest.mark.parametrize("case", sorted(CASES.glob("*.py")), ids=lambda path: path.stem)
def test_an_aged_notebook_runs_again(
    warm: Warm, case: Path, notebook: WriteNotebook, tmp_path: Path
) -> None:
    aged = case.read_text()
    path = notebook(aged)

    mended = repair_notebook(path, Path(sys.executable), Settings()).notebook
    today = "\n".join(cell.source for cell in mended.cells)

    assert warm.run("-c", aged, cwd=tmp_path, ignore=True).returncode != 0
    assert warm.run("-c", today, cwd=tmp_path, ignore=True).stderr == ""
