"""The pipeline, run once for all tests; where its data is missing, what needs it is skipped."""

import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from recording import Call, Recorder

from telecom_churn_prediction.params import load_params
from telecom_churn_prediction.report import report
from telecom_churn_prediction.runner import handling

ROOT = Path(__file__).parents[1]
PARAMS = ROOT / "params.yaml"
# The data files that the pipeline reads, and those that it writes.
READ: list[str] = ["telecom_churn"]
WRITTEN: list[str] = ["churn_model"]


@dataclass(frozen=True)
class Run:
    """Run = results of the pipeline, calls of its stage functions, report; on sampled data?

    `metrics` are those of the report, `shown` what it shows as text, by name, in order.
    """

    results: Any
    calls: dict[str, list[Call]]
    metrics: dict[str, Any]
    shown: dict[str, list[str]]
    sampled: bool


def pytest_configure() -> None:
    """Draw figures without a screen."""
    os.environ.setdefault("MPLBACKEND", "Agg")


def find_samples() -> dict[str, str]:
    """Choose rows from tests/data for the data files that are not here; skip if there are none."""
    samples = {}
    for name in READ:
        path = getattr(load_params(PARAMS).data, name)  # type: ignore[attr-defined,unused-ignore]
        sample = ROOT / "tests" / "data" / Path(path).name
        if isinstance(path, Path) and not path.exists():
            if not sample.exists():
                pytest.skip(f"{path} is missing: set data.{name} in params.yaml")
            samples[f"data.{name}"] = str(sample)
    return samples


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run the pipeline once, with everything that the notebook looks at on its way."""
    folder = tmp_path_factory.mktemp("run")
    samples = find_samples()
    written = {f"data.{name}": str(folder / name) for name in WRITTEN}
    params = load_params(PARAMS, {**written, **samples})
    recorder = Recorder(folder)
    report.clear()
    report.exploring = True
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with handling(recorder):
            results = importlib.import_module("telecom_churn_prediction.pipeline").run(params)
        yield Run(results, recorder.calls, report.metrics(), report.texts(), bool(samples))
    except (FileNotFoundError, URLError) as error:
        pytest.skip(f"data is missing: {error}")
    finally:
        os.chdir(before)
        report.exploring = False
