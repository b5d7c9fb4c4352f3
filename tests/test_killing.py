"""A run that is killed at any moment leaves nothing half done, and the next one is right."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import joblib
import pytest

from tests.warm import Fork, shared

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "tests/notebooks/flat_rents.ipynb"
KILLS = 8


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    words = ("-m", "mlship", "convert", str(NOTEBOOK), "-o", str(tmp_path / "rents"))
    shared().run(*words, cwd=ROOT).check_returncode()
    monkeypatch.syspath_prepend(tmp_path / "rents/src")  # the model is of a class of the project
    return tmp_path / "rents"


def start(project: Path, *options: str) -> Fork:
    (package,) = (path.parent.name for path in project.glob("src/*/pipeline.py"))
    words, nobody = ("-m", package, "train", *options), subprocess.DEVNULL
    return shared().start(words, project, {**os.environ, "PYTHONPATH": "src"}, (nobody, nobody))


def current(project: Path) -> Path | None:
    """Return the folder of the current version."""
    named = project / "artifacts/current"
    return project / "artifacts" / named.read_text().strip() if named.exists() else None


def what_it_left(project: Path) -> tuple[str, object]:
    """Read the metrics and the model of the current version."""
    version = current(project)
    assert version
    model = joblib.load(version / "model.joblib")
    return (version / "metrics.json").read_text(), joblib.hash(model)


def leftovers(project: Path) -> list[Path]:
    return [p for p in project.rglob(".*") if p.is_relative_to(project) and "partial" in p.name]


def test_the_next_run_is_right_whenever_the_last_was_killed(project: Path) -> None:
    began = time.monotonic()
    assert start(project, "--no-cache", "--output", "reference").wait() == 0
    lasts, moments = time.monotonic() - began, random.Random(5)
    expected = what_it_left(project / "reference")
    for _ in range(KILLS):
        child = start(project)
        time.sleep(moments.uniform(0.1, 1.0) * lasts)
        child.send_signal(signal.SIGKILL)
        child.wait()
        version = current(project)
        assert version is None or json.loads((version / "metrics.json").read_text())

    assert start(project).wait() == 0
    assert what_it_left(project) == expected
    assert leftovers(project) == []
    assert (project / "reports").is_dir()
