"""What clients see of the service, from a real server on loopback."""

import re
from collections.abc import Iterator
from pathlib import Path

import joblib
import pandas as pd
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.serving.conftest import RECORD
from tests.unit.serving.running_server import RunningServer, running

VERSION = "20260102T000000Z-bbbbbbbb"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[RunningServer]:
    """One server for the module."""
    with running(project) as started:
        yield started


@pytest.fixture(scope="module")
def probability(project: Path) -> float:
    """What the model itself says about the record: the probability of "yes"."""
    model = joblib.load(project / "artifacts" / VERSION / "model.joblib")
    return float(model.predict_proba(pd.DataFrame([RECORD]))[0, 1])


def test_one_record_gets_the_models_own_answer(server: RunningServer, probability: float) -> None:
    reply = server.post("/predict", RECORD)

    assert reply.status == 200
    assert reply.document["prediction"] == ("yes" if probability > 0.5 else "no")
    assert reply.document["probabilities"]["yes"] == pytest.approx(probability, abs=1e-12)
    assert reply.document["model_version"] == VERSION
    assert reply.document["request_id"] == reply.headers["x-request-id"]


def test_a_list_gets_a_list(server: RunningServer, probability: float) -> None:
    answers = server.post("/predict", [RECORD, RECORD]).document["predictions"]

    assert [answer["probabilities"]["yes"] for answer in answers] == pytest.approx(
        [probability] * 2
    )


def test_it_is_alive_and_ready(server: RunningServer) -> None:
    assert server.get("/health/live").document == {"live": True}
    assert server.get("/health/ready").document["version"] == VERSION


def test_the_schema_is_that_of_the_version(server: RunningServer) -> None:
    columns = server.get("/schema").document["columns"]

    assert [column["name"] for column in columns] == list(RECORD)


def test_the_documents_example_is_answered(server: RunningServer) -> None:
    api = server.get("/openapi.json").document
    examples = api["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]

    for example in examples["examples"].values():
        assert server.post("/predict", example["value"]).status == 200


def test_the_docs_page_loads_nothing_from_elsewhere(server: RunningServer) -> None:
    page = server.get("/docs")

    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert re.findall(rb"(?:src|href)=\"(http[^\"]*)", page.body) == [
        b"https://www.rfc-editor.org/rfc/rfc9457"
    ]


def test_metrics_count_requests_and_predictions(server: RunningServer) -> None:
    server.post("/predict", RECORD)

    families = text_string_to_metric_families(server.get("/metrics").body.decode())
    samples = {(s.name, s.labels.get("route", "")): s.value for f in families for s in f.samples}
    assert samples["serving_requests_total", "/predict"] >= 1
    assert samples["serving_records_total", ""] >= 1


def test_a_request_id_of_the_client_is_kept(server: RunningServer) -> None:
    reply = server.post("/predict", RECORD, **{"x-request-id": "abc-1"})

    assert reply.headers["x-request-id"] == "abc-1"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/predict", 405)]
)
def test_other_paths_and_methods_are_problems(
    server: RunningServer, method: str, path: str, status: int
) -> None:
    reply = server.ask(method, path, None, {})

    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"


def test_what_training_has_not_seen_is_counted_by_field(server: RunningServer) -> None:
    server.post("/predict", {**RECORD, "charges": None, "plan": "new", "tenure": 900})
    server.post("/predict", {**RECORD, "contract": "century"})

    text = server.get("/metrics").body.decode()
    assert 'serving_missing_values_total{field="charges"}' in text
    assert 'serving_unusual_values_total{field="plan"}' in text
    assert 'serving_unusual_values_total{field="tenure"}' in text
    assert 'serving_rejected_values_total{field="contract"}' in text
