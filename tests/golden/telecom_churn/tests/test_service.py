"""Requests through the whole service, without a socket.

Answers are the model's own, changed by nothing but the rules in service.py: these tests hold whatever
rules you write there.
"""  # noqa: E501  # one long text of the notebook's

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from telecom_churn_prediction.running.artifacts import write_version

for needed in ("msgspec", "prometheus_client"):
    pytest.importorskip(needed, reason="serving is not installed: pip install -e '.[serve]'")
posting = importlib.import_module("posting")


@pytest.fixture(scope="session")
def artifacts(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a version of the model, as training does."""
    folder = tmp_path_factory.mktemp("artifacts")
    documents = {"schema.json": model.schema_, "run.json": {}, "metrics.json": {}}
    write_version(folder, model, documents)
    return folder


@pytest.fixture
def example(model: Any) -> dict[str, Any]:
    """A record of the training data: the one that /docs shows."""
    return {column["name"]: column["example"] for column in model.schema_["columns"]}


def test_the_service_asks_the_model_itself(model: Any, example: dict[str, Any]) -> None:
    record = pd.DataFrame([list(example.values())], columns=model.feature_names_in_)
    expected = np.ravel(model.predict(record)).tolist()
    assert np.ravel(posting.ask_model(model, example)).tolist() == pytest.approx(expected)


def test_a_record_gets_the_answer_of_the_model_and_your_rules(
    artifacts: Path, model: Any, example: dict[str, Any]
) -> None:
    expected = np.ravel(posting.ask_model(model, example, rules=True)).tolist()
    status, answer = posting.post(artifacts, example)
    assert status == 200, answer
    assert np.ravel(answer["prediction"]).tolist() == pytest.approx(expected)


def test_a_list_of_records_gets_an_answer_each(artifacts: Path, example: dict[str, Any]) -> None:
    status, answer = posting.post(artifacts, [example, example])
    assert status == 200, answer
    first, second = answer["predictions"]
    assert first["prediction"] == second["prediction"]


def test_a_record_of_something_else_is_refused_by_name(
    artifacts: Path, example: dict[str, Any]
) -> None:
    status, answer = posting.post(artifacts, {"no such column": 1})
    assert status == 422
    named = {error["field"] for error in answer["errors"]}
    assert named & {"no such column", *example}
