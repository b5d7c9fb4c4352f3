"""Amazon SageMaker: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms.html."""

import csv
import io
import json
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from tests.contracts.playing import EXAMPLE, PACKAGE, Demo, Environment, Load, Platform, Service

OPEN = {"HOST": "0.0.0.0", "ALLOW_ANONYMOUS": "1"}  # noqa: S104 - as in the container


def environment(_: Path) -> Environment:
    return {**OPEN, "PORT": "PORT"}


def becomes_healthy_within_four_minutes(service: Service) -> None:
    assert service.wait_for("/ping") < 240


def answers_ping_within_two_seconds_under_load(service: Service) -> None:
    with Load(service).keep_asking(8):
        time.sleep(0.5)
        before = time.monotonic()
        assert service.ask("GET", "/ping")[0] == 200
        assert time.monotonic() - before < 2


def accepts_connections_within_250_milliseconds(service: Service) -> None:
    before = time.monotonic()
    with socket.create_connection((service.address, service.port), timeout=5):
        assert time.monotonic() - before < 0.25


def answers_invocations_whatever_they_say_they_are(service: Service) -> None:
    body = json.dumps({"instances": [service.demo.record]}).encode()
    for kind in ("application/json", "application/octet-stream", "application/jsonlines"):
        status, answer = service.ask("POST", "/invocations", body, content_type=kind)
        assert status == 200, answer
        assert answer["predictions"] == [service.expected]


def answers_csv_with_a_header_and_without(service: Service) -> None:
    values = list(service.demo.record.values())
    for lines in ([list(service.demo.record), values], [values]):
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        body = text.getvalue().encode()
        status, answer = service.ask("POST", "/invocations", body, content_type="text/csv")
        assert status == 200, answer
        assert answer["predictions"] == [service.expected]


def refuses_what_is_no_record_with_4xx(service: Service) -> None:
    assert service.ask("POST", "/invocations", b"no json")[0] == 400
    assert service.ask("POST", "/invocations", {"instances": [{"a": 1}]})[0] == 422


def listens_on_8080_without_being_told(demo: Demo, _: Path) -> None:
    code = f"""
from pathlib import Path
from {PACKAGE}.serving.settings import Options, make_settings
print(make_settings(Options(), Path(), {{}}).port)
"""
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, env=demo.environment({})) == b"8080\n"


def serves_the_model_that_it_has_unpacked(demo: Demo, folder: Path) -> None:
    """README of the target: model.tar.gz holds `current` and the version that it names."""
    packed = folder / "model.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        for name in ("current", demo.version):
            archive.add(demo.root / "artifacts" / name, name)
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "model", filter="data")
    (folder / "model" / demo.version).rename(folder / "model/unpacked")
    (folder / "model/current").write_text("unpacked\n")

    with demo.serve({**environment(folder), "SAGEMAKER_BASE_DIR": str(folder)}) as service:
        service.wait_for("/ping")
        assert service.ask("GET", "/ping")[1]["version"] == "unpacked"


def ends_before_it_is_killed_after_30_seconds(demo: Demo, folder: Path) -> None:
    with demo.serve(environment(folder)) as service:
        service.wait_for("/ping")
        assert service.stop(30) == 0


def trains_on_channels_with_its_hyperparameters(demo: Demo, folder: Path) -> None:
    base = lay_out_job(folder, {"train.n_estimators": "7", "train.max_depth": '"3"'})

    done = demo.run("train", SAGEMAKER_BASE_DIR=str(base))

    assert done.returncode == 0, done.stderr
    version = base / "model" / (base / "model/current").read_text().strip()
    run = json.loads((version / "run.json").read_text())
    assert run["overrides"]["train.n_estimators"] == "7"
    assert run["overrides"]["train.max_depth"] == "3"
    assert str(base / "input/data/training") in run["overrides"]["data.telecom_churn"]


def serves_what_it_has_trained(demo: Demo, folder: Path) -> None:
    base = lay_out_job(folder, {"train.n_estimators": "5"})
    assert demo.run("train", SAGEMAKER_BASE_DIR=str(base)).returncode == 0
    trained = (base / "model/current").read_text().strip()

    with demo.serve({**environment(folder), "SAGEMAKER_BASE_DIR": str(base)}) as service:
        service.wait_for("/ping")
        assert service.ask("GET", "/ping")[1]["version"] == trained


def says_in_a_file_why_training_has_failed(demo: Demo, folder: Path) -> None:
    base = lay_out_job(folder, {"train.n_estimator": "5"})

    assert demo.run("train", SAGEMAKER_BASE_DIR=str(base)).returncode != 0
    assert "n_estimators" in (base / "output/failure").read_text()


def lay_out_job(folder: Path, hyperparameters: dict[str, str]) -> Path:
    """Lay out /opt/ml as SageMaker does for a training job."""
    for name in ("input/config", "input/data/training", "model", "output"):
        (folder / name).mkdir(parents=True)
    (folder / "input/config/hyperparameters.json").write_text(json.dumps(hyperparameters))
    shutil.copy(EXAMPLE.with_suffix(".csv"), folder / "input/data/training")
    return folder


SAGEMAKER = Platform(
    name="Amazon SageMaker",
    environment=environment,
    ready="/ping",
    checks=(
        becomes_healthy_within_four_minutes,
        answers_ping_within_two_seconds_under_load,
        accepts_connections_within_250_milliseconds,
        answers_invocations_whatever_they_say_they_are,
        answers_csv_with_a_header_and_without,
        refuses_what_is_no_record_with_4xx,
    ),
    own=(
        listens_on_8080_without_being_told,
        serves_the_model_that_it_has_unpacked,
        ends_before_it_is_killed_after_30_seconds,
        trains_on_channels_with_its_hyperparameters,
        serves_what_it_has_trained,
        says_in_a_file_why_training_has_failed,
    ),
)
