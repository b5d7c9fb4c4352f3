"""Notebooks of the shapes that people write → projects that are equal, tested and clean."""

from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Cli
from tests.laid_out import complaints
from tests.warm import Warm

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forks")]
# Notebooks that hand in predictions for a file: it, what they hand in, the column.
HANDED_IN = {
    "houses_put_together": ("later_houses.csv", "submission.csv", "SalePrice"),
    "passengers_apart": ("later_passengers.csv", "kaggle.csv", "Survived"),
}
SHAPES = sorted((Path(__file__).parent / "notebooks/shapes").glob("*.py"))


@pytest.mark.parametrize("notebook", SHAPES, ids=lambda path: path.stem)
def test_a_project_equals_its_notebook_and_passes_its_own_checks(
    cli: Cli, warm: Warm, notebook: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"

    steps = [
        cli("convert", notebook, "-o", project),
        cli("verify", project),
    ]
    tests = warm.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project)

    assert [step.code for step in steps] == [0, 0], "\n".join(step.err for step in steps)
    assert complaints(project) == ""
    assert tests.returncode == 0, tests.stdout


@pytest.mark.parametrize(("shape", "names"), HANDED_IN.items(), ids=HANDED_IN.keys())
def test_raw_records_get_what_the_notebook_hands_in(
    cli: Cli, shape: str, names: tuple[str, str, str], tmp_path: Path
) -> None:
    given, made, column = names
    project, answers = tmp_path / "project", tmp_path / "answers.csv"
    folder = SHAPES[0].parent

    steps = [
        cli("convert", folder / f"{shape}.py", "-o", project),
        cli("run", project),
        cli("predict", project, "--input", folder / given, "--output", answers),
    ]

    assert [step.code for step in steps] == [0, 0, 0], "\n".join(step.err for step in steps)
    handed_in = pd.read_csv(project / "outputs" / made)[column]
    assert pd.read_csv(answers)["prediction"].tolist() == pytest.approx(handed_in.tolist())
