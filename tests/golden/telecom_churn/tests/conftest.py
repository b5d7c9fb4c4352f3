"""The pipeline, run once for all tests; where its data is missing, what needs it is skipped."""

import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from data_files import PARAMS, ROOT, find_samples, place_written, skip_missing_data
from recording import Call, Recorder

from telecom_churn_prediction.params import load_params
from telecom_churn_prediction.report import report
from telecom_churn_prediction.runner import handling

# Functions that the pipeline calls without the runner, as they change files or options.
DIRECT: list[str] = ["save_churn_model"]


@dataclass(frozen=True)
class Run:
    """Run = results, calls of functions, metrics, texts, looks that failed; on sampled data?"""

    results: Any
    calls: dict[str, list[Call]]
    metrics: dict[str, Any]
    shown: dict[str, list[str]]
    failed: dict[str, Exception]
    sampled: bool


def pytest_configure() -> None:
    """Draw figures without a screen."""
    os.environ.setdefault("MPLBACKEND", "Agg")


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run the pipeline once, with everything that the notebook looks at on its way."""
    folder = tmp_path_factory.mktemp("run")
    samples, written = find_samples(), place_written(folder)
    paths = {f"data.{name}": str(path) for name, path in {**written, **samples}.items()}
    params = load_params(PARAMS, paths)
    recorder = Recorder(folder, written)
    pipeline = importlib.import_module("telecom_churn_prediction.pipeline")
    report.clear()
    report.exploring = report.forgiving = True
    before = os.getcwd()
    os.chdir(ROOT)
    try:
        with handling(recorder.handle), pytest.MonkeyPatch.context() as patch:
            for name in DIRECT:
                patch.setattr(pipeline, name, partial(recorder.call, getattr(pipeline, name)))
            results = pipeline.run(params)
        metrics, shown, failed = report.metrics(), report.texts(), dict(report.failed)
        yield Run(results, recorder.calls, metrics, shown, failed, bool(samples))
    except Exception as error:
        skip_missing_data(error)
        if samples:
            error.add_note("It ran on the rows in tests/data. Perhaps more are needed.")
        raise
    finally:
        os.chdir(before)
        report.exploring = report.forgiving = False


@pytest.fixture(scope="session")
def model(run: Run) -> Any:
    """Make the served model of what the pipeline has trained."""
    inference = importlib.import_module("telecom_churn_prediction.inference")
    try:
        return inference.build(load_params(PARAMS), run.results)
    except AttributeError as error:
        if error.name:  # then something is missing: models without answers say so in words
            raise
        pytest.skip(f"this model answers no records: {error}")
