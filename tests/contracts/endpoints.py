"""Platforms with a request format of their own: Vertex AI, Azure ML, KServe, MLflow."""

import shutil
import time
from pathlib import Path

from tests.contracts.playing import PACKAGE, Demo, Environment, Platform, Service

LOOPBACK = {"PORT": "PORT"}
HEALTH, PREDICT = "/v1/endpoints/1/deployedModels/2", "/v1/endpoints/1/deployedModels/2:predict"


def as_vertex(_: Path) -> Environment:
    return {
        "AIP_HTTP_PORT": "PORT",
        "AIP_HEALTH_ROUTE": HEALTH,
        "AIP_PREDICT_ROUTE": PREDICT,
        "AIP_STORAGE_URI": "gs://bucket/model",
        "AIP_MODE": "PREDICTION",
        "ALLOW_ANONYMOUS": "1",
    }


def is_healthy_at_the_route_that_it_was_told(service: Service) -> None:
    assert service.ask("GET", HEALTH)[0] == 200


def answers_instances_with_as_many_predictions(service: Service) -> None:
    document = {"instances": [service.demo.record] * 3, "parameters": {"sampleCount": 1}}
    assert service.predict(PREDICT, document) == [service.expected] * 3


def refuses_an_instance_that_does_not_fit(service: Service) -> None:
    status, answer = service.ask("POST", PREDICT, {"instances": [{"wrong": 1}]})
    assert 400 <= status < 500
    assert answer["title"]


def listens_on_every_address(service: Service) -> None:
    table = Path(f"/proc/{service.process.pid}/net/tcp").read_text(encoding="ascii")
    assert f" 00000000:{service.port:04X} " in table


VERTEX = Platform(
    name="Google Vertex AI",
    environment=as_vertex,
    ready=HEALTH,
    checks=(
        is_healthy_at_the_route_that_it_was_told,
        answers_instances_with_as_many_predictions,
        refuses_an_instance_that_does_not_fit,
        listens_on_every_address,
    ),
)


def lives_before_its_model_is_loaded_and_is_ready_only_then(demo: Demo, _: Path) -> None:
    with demo.serve(LOOPBACK) as service:
        lives = service.wait_for("/health/live")
        assert service.ask("GET", "/health/ready")[0] == 503
        assert lives < service.wait_for("/health/ready")


def serves_the_model_that_is_mounted_for_it(demo: Demo, folder: Path) -> None:
    """$AZUREML_MODEL_DIR is …/NAME/VERSION; the registered folder lies below, under its name."""
    mounted = folder / "azureml-models/churn/3"
    shutil.copytree(demo.root / "artifacts" / demo.version, mounted / "artifacts/mounted")
    (mounted / "artifacts/current").write_text("mounted\n")

    with demo.serve({**LOOPBACK, "AZUREML_MODEL_DIR": str(mounted)}) as service:
        service.wait_for("/health/ready")
        assert service.ask("GET", "/health/ready")[1]["version"] == "mounted"


def answers_at_the_scoring_route(service: Service) -> None:
    assert service.predict("/score", {"data": [service.demo.record]}) == [service.expected]


AZURE_ML = Platform(
    name="Azure ML online endpoint",
    environment=lambda _: LOOPBACK,
    checks=(answers_at_the_scoring_route,),
    own=(
        lives_before_its_model_is_loaded_and_is_ready_only_then,
        serves_the_model_that_is_mounted_for_it,
    ),
)


def says_that_server_and_model_are_ready(service: Service) -> None:
    for path in ("/v2/health/live", "/v2/health/ready", f"/v2/models/{PACKAGE}/ready"):
        assert service.ask("GET", path)[0] == 200, path


def describes_server_and_model(service: Service) -> None:
    assert service.ask("GET", "/v2")[1]["name"]
    model = service.ask("GET", f"/v2/models/{PACKAGE}")[1]
    assert model["name"] == PACKAGE
    assert [tensor["name"] for tensor in model["inputs"]] == list(service.demo.record)
    assert all(set(t) >= {"name", "datatype", "shape"} for t in model["inputs"] + model["outputs"])


def answers_tensors_with_tensors(service: Service) -> None:
    kinds = {
        tensor["name"]: tensor["datatype"]
        for tensor in service.ask("GET", f"/v2/models/{PACKAGE}")[1]["inputs"]
    }
    inputs = [
        {"name": name, "shape": [2], "datatype": kinds[name], "data": [value] * 2}
        for name, value in service.demo.record.items()
    ]
    status, answer = service.ask(
        "POST", f"/v2/models/{PACKAGE}/infer", {"id": "7", "inputs": inputs}
    )
    assert status == 200, answer
    assert (answer["model_name"], answer["id"]) == (PACKAGE, "7")
    first = answer["outputs"][0]
    assert (first["name"], first["shape"]) == ("predict", [2])
    assert first["data"] == [service.expected] * 2


def refuses_tensors_that_do_not_have_their_shape(service: Service) -> None:
    tensor = {"name": "tenure", "shape": [3], "datatype": "INT64", "data": [1]}
    assert service.ask("POST", f"/v2/models/{PACKAGE}/infer", {"inputs": [tensor]})[0] == 422


KSERVE = Platform(
    name="KServe, Open Inference Protocol v2",
    environment=lambda _: LOOPBACK,
    ready="/v2/health/ready",
    checks=(
        says_that_server_and_model_are_ready,
        describes_server_and_model,
        answers_tensors_with_tensors,
        refuses_tensors_that_do_not_have_their_shape,
    ),
)


def answers_ping_health_and_version(service: Service) -> None:
    for path in ("/ping", "/health", "/version"):
        assert service.ask("GET", path)[0] == 200, path


def answers_each_of_its_four_shapes(service: Service) -> None:
    record = service.demo.record
    shapes = (
        {"dataframe_split": {"columns": list(record), "data": [list(record.values())]}},
        {"dataframe_records": [record]},
        {"instances": [record]},
        {"inputs": {name: [value] for name, value in record.items()}},
    )
    for shape in shapes:
        assert service.predict("/invocations", shape) == [service.expected], shape


def answers_within_a_minute_however_many_ask(service: Service) -> None:
    before = time.monotonic()
    assert len(service.predict("/invocations", {"instances": [service.demo.record] * 5000})) == 5000
    assert time.monotonic() - before < 60


MLFLOW = Platform(
    name="MLflow scoring",
    environment=lambda _: LOOPBACK,
    ready="/ping",
    checks=(
        answers_ping_health_and_version,
        answers_each_of_its_four_shapes,
        answers_within_a_minute_however_many_ask,
    ),
)
