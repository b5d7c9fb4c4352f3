"""Notebooks of the shapes that people write → projects that are equal, tested and clean."""

from pathlib import Path

import pytest

from tests.conftest import Cli

pytestmark = pytest.mark.slow
SHAPES = sorted((Path(__file__).parent / "notebooks/shapes").glob("*.py"))


@pytest.mark.parametrize("notebook", SHAPES, ids=lambda path: path.stem)
def test_a_project_equals_its_notebook_and_passes_its_own_checks(
    cli: Cli, notebook: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"

    steps = [
        cli("convert", notebook, "-o", project),
        cli("verify", project),
        cli("test", project),
        cli("lint", project),
    ]

    assert [step.code for step in steps] == [0, 0, 0, 0], "\n".join(step.err for step in steps)
