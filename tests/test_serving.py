"""From the example's notebook to answers over HTTP, with the commands that people type."""

import csv
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
import pytest

from tests.unit.serving.conftest import customers, train
from tests.unit.serving.running_server import find_port
from tests.warm import shared

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "telecom_churn.ipynb"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's project, trained."""
    folder = tmp_path_factory.mktemp("churn")
    shutil.copy(EXAMPLE.with_suffix(".csv"), folder)
    shutil.copy(EXAMPLE, folder)
    mlship("convert", folder / EXAMPLE.name, "-o", folder / "project")
    mlship("run", folder / "project", "--json")
    return folder / "project"


def mlship(*arguments: str | Path) -> str:
    done = shared().run("-m", "mlship", *map(str, arguments), cwd=ROOT)
    done.check_returncode()
    return done.stdout


@contextmanager
def served(log: Path, *arguments: str | Path, **environment: str) -> Iterator[int]:
    """Start `mlship serve`, give the port once it is ready, and stop it."""
    with log.open("wb") as stream:
        words = ("-m", "mlship", "serve", *map(str, arguments), "--port", "0")
        variables = {**os.environ, **environment}
        process = shared().start(words, ROOT, variables, (subprocess.DEVNULL, stream))
    try:
        port = find_port(process, log)
        while ask(port, "GET", "/health/ready")[0] != 200:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def ask(port: int, method: str, path: str, document: object = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, json.dumps(document), {"content-type": "application/json"})
    reply = connection.getresponse()
    answer = json.loads(reply.read())
    connection.close()
    return reply.status, answer


def test_raw_records_over_http_get_what_the_file_run_gives(churn: Path, tmp_path: Path) -> None:
    raw = ROOT / "examples" / "telecom_churn.csv"
    mlship("predict", churn, "--input", raw, "--output", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open() as stream:
        expected = [row["prediction"] for row in csv.DictReader(stream)][:50]
    columns = pd.read_csv(raw).head(50).drop(columns="Churn")
    records = json.loads(columns.to_json(orient="records"))

    with served(tmp_path / "log", churn) as port:
        together = ask(port, "POST", "/predict", records)[1]["predictions"]
        alone = [ask(port, "POST", "/predict", record)[1] for record in records]

    assert [str(answer["prediction"]) for answer in together] == expected
    assert [answer["probabilities"] for answer in alone] == [
        answer["probabilities"] for answer in together
    ]


def test_a_file_of_answers_is_replaced_only_when_told(churn: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("somebody's work")
    source = ROOT / "examples" / "telecom_churn.csv"
    files: list[str | Path] = ["--input", source, "--output", output]

    with pytest.raises(subprocess.CalledProcessError) as refused:
        mlship("predict", churn, *files)

    assert refused.value.returncode == 1
    assert output.read_text() == "somebody's work"
    mlship("predict", churn, *files, "--force")
    assert "prediction" in output.read_text()


RULES = """

def raise_charges(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(MonthlyCharges=records["MonthlyCharges"] * 3)


def say_maybe(records: pd.DataFrame, answers: Answers) -> Answers:
    return Answers(["maybe"] * len(records))


service = Service(name=service.name, before=raise_charges, after=say_maybe)
"""


@pytest.mark.parametrize("rules", ["", RULES])
def test_the_project_tests_its_own_service(churn: Path, tmp_path: Path, rules: str) -> None:
    project = shutil.copytree(churn, tmp_path / "project")
    shutil.copy(EXAMPLE.with_suffix(".csv"), tmp_path)  # where params.yaml says: beside it
    (module,) = project.glob("src/*/service.py")
    module.write_text(module.read_text() + rules)
    own = {"PYTHONPATH": str(project / "src")}
    done = shared().run("-m", "pytest", "-q", "tests/test_service.py", cwd=project, env=own)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_a_single_fastapi_file_gives_the_same_answers(churn: Path, tmp_path: Path) -> None:
    mlship("convert", churn.parent / EXAMPLE.name, "-o", tmp_path / "plain", "--service", "fastapi")
    (tmp_path / "plain" / "artifacts").symlink_to(churn / "artifacts")
    log = tmp_path / "log"

    with served(log, churn) as port:
        schema = ask(port, "GET", "/schema")[1]
        record = {column["name"]: column["example"] for column in schema["columns"]}
        expected = ask(port, "POST", "/predict", record)[1]
    with plainly_served(tmp_path / "plain") as port:
        assert ask(port, "POST", "/predict", [record])[1]["predictions"] == [
            {name: expected[name] for name in ("prediction", "probabilities")}
        ]
        assert ask(port, "POST", "/predict", {**record, "tenure": "3"})[0] == 422
        assert ask(port, "POST", "/predict", {"hello": "world"})[0] == 422
        for odd in ({"MonthlyCharges": float("nan")}, {"tenure": 10**30}):
            assert ask(port, "POST", "/predict", {**record, **odd})[0] == 422
        assert ask(port, "POST", "/predict", [])[0] == 422


@contextmanager
def plainly_served(project: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words, nobody = ("-m", "mlship", "serve", str(project), "--port", str(port)), subprocess.DEVNULL
    process = shared().start(words, ROOT, os.environ, (nobody, nobody))
    try:
        while not answers(port):
            assert process.poll() is None
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/health/ready")[0] == 200
    except OSError:
        return False


def test_a_bare_estimator_is_served_with_a_sample(tmp_path: Path) -> None:
    table = customers()
    joblib.dump(train(table), tmp_path / "model.joblib")
    table.to_csv(tmp_path / "sample.csv", index=False)
    arguments = (tmp_path / "model.joblib", "--data", tmp_path / "sample.csv", "--target", "left")

    with served(tmp_path / "log", *arguments, XDG_CACHE_HOME=str(tmp_path / "cache")) as port:
        status, schema = ask(port, "GET", "/schema")
        record = {column["name"]: column["example"] for column in schema["columns"]}

        assert (status, schema["target"]["labels"]) == (200, ["no", "yes"])
        assert ask(port, "POST", "/predict", record)[1]["prediction"] in {"no", "yes"}


def test_the_service_is_measured(churn: Path) -> None:
    measured = json.loads(mlship("benchmark", churn, "--seconds", "0.5", "--json"))["load"]

    assert [load["clients"] for load in measured] == [1, 8, 64]
    assert all(load["answers_per_s"] > 0 and load["failed"] == 0 for load in measured)


def test_versions_are_listed(churn: Path) -> None:
    (version,) = json.loads(mlship("models", "list", churn, "--json"))["versions"]

    assert version["current"]
