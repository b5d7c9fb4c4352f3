"""A notebook of the corpus → its project, converted, run and tested, and what the run left."""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from measuring.comparing import Noted, numbers_in, read_log
from measuring.manifest import Entry
from measuring.notebook_runs import Bench
from measuring.results import ROOT
from measuring.running import INSIDE, Ended, environment, run

CONVERT_S, TRAIN_S, TEST_S = 60.0, 300.0, 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRun:
    """PipelineRun = how each step ended (None: not reached), what training left.

    `metrics` is metrics.json as it is, `numbers` every number in it, `log` the metric calls.
    """

    convert: Ended
    train: Ended | None = None
    test: Ended | None = None
    metrics: object = None
    numbers: tuple[float, ...] = ()
    log: tuple[Noted, ...] = ()


def run_pipeline(bench: Bench, entry: Entry) -> PipelineRun:
    """Convert a fresh copy of the notebook, then run and test the project."""
    project = bench.folder(entry) / "project"
    shutil.rmtree(project, ignore_errors=True)
    converted = convert(bench, entry, project)
    if not converted.ok:
        return PipelineRun(convert=converted)
    log = bench.folder(entry) / "pipeline.metrics.jsonl"
    log.unlink(missing_ok=True)
    trained = train(bench, entry, project, log)
    metrics = read_metrics(project)
    return PipelineRun(
        convert=converted,
        train=trained,
        test=test(bench, entry, project),
        metrics=metrics,
        numbers=tuple(numbers_in(metrics)),
        log=tuple(read_log(log)),
    )


def convert(bench: Bench, entry: Entry, project: Path) -> Ended:
    """Convert with the command that a person would use."""
    notebook = bench.fresh_copy(entry, "source")
    return run(
        [sys.executable, "-m", "mlship", "convert", notebook, "-o", project],
        cwd=bench.folder(entry),
        env=environment(Path(sys.executable), ROOT),
        timeout_s=CONVERT_S,
        log=bench.folder(entry) / "convert.log",
    )


def train(bench: Bench, entry: Entry, project: Path, log: Path) -> Ended:
    """Run the pipeline with the notebook's own interpreter; nothing comes out of the cache."""
    python = bench.python(entry)
    return run(
        [python, "-m", package_of(project), "train", "--no-cache"],
        cwd=project,
        env=environment(python, project / "src", INSIDE, OBSERVE_METRICS=str(log)),
        timeout_s=TRAIN_S,
        log=bench.folder(entry) / "train.log",
    )


def test(bench: Bench, entry: Entry, project: Path) -> Ended:
    """Run the project's own tests."""
    python = bench.python(entry)
    return run(
        [python, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"],
        cwd=project,
        env=environment(python, project / "src"),
        timeout_s=TEST_S,
        log=bench.folder(entry) / "test.log",
    )


def package_of(project: Path) -> str:
    """Find the project's one package."""
    return next((project / "src").glob("*/pipeline.py")).parent.name


def read_metrics(project: Path) -> object:
    """Read metrics.json of the run that artifacts/current names, else of the latest."""
    current = project / "artifacts" / "current"
    found = sorted(project.rglob("metrics.json"), key=lambda path: path.stat().st_mtime)
    if current.is_file():
        named = project / "artifacts" / current.read_text(encoding="utf-8").strip()
        found = [path for path in found if path.parent == named] or found
    return json.loads(found[-1].read_text(encoding="utf-8")) if found else None
