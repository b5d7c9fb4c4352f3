"""A run after a change does only what changed, and gives what a full run gives."""

import json
from pathlib import Path

import joblib
import pandas as pd
import pytest

from tests.warm import Warm

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
ROOT = Path(__file__).parents[1]
CHANGES = {
    "tests/notebooks/flat_rents.ipynb": (
        "random_state=7", "forest_random_state=2", "split.test_size=0.3", "train.alpha=2.0",
        "train.random_forest_n_estimators=10",
    ),
    "examples/telecom_churn.ipynb": (
        "seed=2", "features.long=12", "split.test_size=0.4", "train.n_estimators=20",
        "train.logistic_regression_C=5.0",
    ),
}  # fmt: skip

DATA = {
    "tests/notebooks/flat_rents.ipynb": "tests/notebooks/flats.csv",
    "examples/telecom_churn.ipynb": "examples/telecom_churn.csv",
}


def train(warm: Warm, project: Path, output: str, *options: str) -> dict[str, bool]:
    """Run a project from a seed; say of each step whether it came from the cache."""
    (package,) = (path.parent.name for path in project.glob("src/*/pipeline.py"))
    seed = ["--set", "seed=1"] if "seed:" in (project / "params.yaml").read_text() else []
    words = ("-m", package, "train", "--json", "--output", output, *seed, *options)
    done = warm.run(*words, cwd=project, env={"PYTHONPATH": "src"})
    assert done.returncode == 0, done.stderr
    return {step["function"]: step["cached"] for step in json.loads(done.stdout)["steps"]}


def what_it_left(folder: Path, records: pd.DataFrame) -> dict[str, object]:
    """Read the metrics and the reports of a run, and ask its model."""
    version = folder / "artifacts" / (folder / "artifacts/current").read_text().strip()
    reports = sorted(path for path in (folder / "reports").rglob("*") if path.is_file())
    return {
        "metrics": (version / "metrics.json").read_text(),
        "answers": list(joblib.load(version / "model.joblib").predict(records)),
        **{str(path.relative_to(folder)): path.read_bytes() for path in reports},
    }


@pytest.mark.parametrize("notebook", CHANGES)
def test_a_cached_run_after_a_change_equals_a_full_one(
    warm: Warm, notebook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    words = ("-m", "mlship", "convert", str(ROOT / notebook), "-o", str(project))
    warm.run(*words, cwd=ROOT).check_returncode()
    monkeypatch.syspath_prepend(project / "src")  # the model is of a class of the project
    records = pd.read_csv(ROOT / DATA[notebook])
    train(warm, project, "first")

    for change in CHANGES[notebook]:
        steps = train(warm, project, "cached", "--set", change)
        train(warm, project, "full", "--no-cache", "--set", change)

        assert what_it_left(project / "cached", records) == what_it_left(
            project / "full", records
        ), change
        assert True in steps.values(), change
        assert False in steps.values(), change
