"""The contracts of the platforms: their paths, what they send, what they expect."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.serving.conftest import RECORD
from tests.unit.serving.running_server import RunningServer, running

VERSION = "20260102T000000Z-bbbbbbbb"
COLUMNS = list(RECORD)
ROW = list(RECORD.values())
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[RunningServer]:
    """A server as Vertex AI would start it, but on loopback."""
    routes = {"AIP_PREDICT_ROUTE": "/v1/endpoints/1:predict", "AIP_HEALTH_ROUTE": "/v1/health"}
    with running(project, "--host", "127.0.0.1", **routes) as started:
        yield started


@pytest.mark.parametrize(
    "path", ["/ping", "/health", "/v2/health/live", "/v2/health/ready", "/v2/models/served/ready"]
)
def test_each_platform_finds_its_health_route(server: RunningServer, path: str) -> None:
    assert server.get(path).status == 200


def test_vertex_names_its_own_routes(server: RunningServer) -> None:
    assert server.get("/v1/health").status == 200
    reply = server.post("/v1/endpoints/1:predict", {"instances": [RECORD], "parameters": {}})

    assert reply.status == 200
    assert reply.document["predictions"][0] in {"no", "yes"}


@pytest.mark.parametrize(
    "envelope",
    [
        RECORD,
        [RECORD],
        {"instances": [RECORD]},
        {"dataframe_records": [RECORD]},
        {"dataframe_split": {"columns": COLUMNS, "data": [ROW]}},
        {"inputs": {name: [value] for name, value in RECORD.items()}},
    ],
)
@pytest.mark.parametrize("path", ["/invocations", "/score", "/v1/models/served:predict"])
def test_every_envelope_holds_the_same_record(
    server: RunningServer, path: str, envelope: object
) -> None:
    expected = server.post("/predict", RECORD).document["prediction"]

    assert server.post(path, envelope).document["predictions"] == [expected]


HEADER = ",".join(COLUMNS)
LINE = "12,70.5,month,basic,False"


@pytest.mark.parametrize(
    "body", [f"{HEADER}\n{LINE}\n", f"{LINE}\n{LINE}\n", f"{HEADER}\r\n{LINE}", LINE]
)
def test_csv_is_taken_with_a_header_and_without(server: RunningServer, body: str) -> None:
    expected = server.post("/predict", RECORD).document["prediction"]

    reply = server.post(
        "/invocations", body.encode(), **{"content-type": "text/csv; charset=utf-8"}
    )

    assert set(reply.document["predictions"]) == {expected}


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "no CSV"),
        (b"\xff\xfe", 400, "no CSV"),
        (b"tenure,tenure\n1,2\n", 400, "same name"),
        (f'{HEADER}\n{LINE[:-5]}"\n'.encode(), 400, "no CSV"),
        (b"1,2\n", 400, "A line has 2 values, and there are 5: tenure, charges"),
        (f"{HEADER}\nx,70.5,month,basic,False\n".encode(), 422, "tenure"),
        (f"{HEADER}\n{LINE},1,2\n".encode(), 400, "A line has 7 values"),
    ],
)
def test_csv_that_does_not_fit_is_refused(
    server: RunningServer, body: bytes, status: int, said: str
) -> None:
    reply = server.post("/invocations", body, **{"content-type": "text/csv"})

    assert reply.status == status
    assert said in reply.body.decode()


def tensors() -> dict[str, object]:
    types = {"tenure": "INT64", "charges": "FP64", "senior": "BOOL"}
    inputs = [
        {"name": name, "shape": [2], "datatype": types.get(name, "BYTES"), "data": [value] * 2}
        for name, value in RECORD.items()
    ]
    return {"id": "abc", "inputs": inputs}


def test_kserve_sends_and_gets_tensors(server: RunningServer) -> None:
    answer = server.post("/v2/models/served/infer", tensors()).document

    assert (answer["model_name"], answer["model_version"], answer["id"]) == (
        "served",
        VERSION,
        "abc",
    )
    assert [
        (tensor["name"], tensor["shape"], tensor["datatype"]) for tensor in answer["outputs"]
    ] == [("predict", [2], "BYTES"), ("predict_proba", [2, 2], "FP64")]


def test_kserve_learns_what_the_model_takes(server: RunningServer) -> None:
    described = server.get("/v2/models/served").document

    assert described["inputs"][0] == {"name": "tenure", "datatype": "INT64", "shape": [-1]}
    assert described["versions"] == [VERSION]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/invocations", {"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}}),
        ("/invocations", {"dataframe_split": 1}),
        ("/invocations", {"instances": 1}),
        ("/invocations", {"inputs": {"a": [1], "b": [1, 2]}}),
        ("/invocations", 1),
        ("/v2/models/served/infer", {"inputs": []}),
        ("/v2/models/served/infer", {"inputs": [{"name": "tenure", "shape": [3], "data": [1]}]}),
        ("/v2/models/served/infer", [1]),
    ],
)
def test_a_broken_envelope_is_the_clients_fault(
    server: RunningServer, path: str, body: object
) -> None:
    reply = server.post(path, body)

    assert reply.status == 422
    assert reply.headers["content-type"] == "application/problem+json"
