"""The pipeline from end to end."""

import math
from dataclasses import fields
from typing import get_type_hints

import pytest
from checking import has_type, is_fitted
from conftest import Run
from data_files import skip_missing_data

METRICS: list[str] = [
    "logistic_regression.accuracy",
    "k_neighbors.accuracy",
    "random_forest.accuracy",
    "random_forest.roc_auc",
    "random_forest.confusion_matrix",
]


def test_every_result_is_there(run: Run) -> None:
    hints = get_type_hints(type(run.results))
    for field in fields(run.results):
        assert has_type(getattr(run.results, field.name), hints[field.name]), field.name


def test_every_look_runs(run: Run) -> None:
    failed = list(run.failed.values())
    for error in failed:
        skip_missing_data(error)
    if failed:
        raise ExceptionGroup("the pipeline ran, but these looks failed", failed)


def test_every_metric_is_a_finite_number(run: Run) -> None:
    for name, value in run.metrics.items():
        assert value is not None, f"{name} is not finite"
        assert not isinstance(value, float) or math.isfinite(value), name


@pytest.mark.parametrize("name", METRICS)
def test_the_metric_is_recorded(run: Run, name: str) -> None:
    assert name in run.metrics


def test_the_model_is_fitted(run: Run) -> None:
    assert is_fitted(run.results.model)
