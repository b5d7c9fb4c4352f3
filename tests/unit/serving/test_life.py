"""Starting, stopping, dying, and changing the model: under load, and nothing is lost."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import is_running
from tests.unit.serving.conftest import RECORD
from tests.unit.serving.running_server import RunningServer, running
from tests.warm import shared

FIRST, SECOND = "20260101T000000Z-aaaaaaaa", "20260102T000000Z-bbbbbbbb"
CLIENTS = 8
pytestmark = pytest.mark.slow


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """A project of the test's own."""
    return Path(shutil.copytree(project, tmp_path / "copy"))


@contextmanager
def load(server: RunningServer) -> Iterator[Counter[str]]:
    """Send requests on fresh connections all the while; count statuses, and what was lost."""
    counts: Counter[str] = Counter()
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            try:
                counts[str(server.post("/predict", [RECORD] * 20).status)] += 1
            except ConnectionRefusedError:
                counts["refused"] += 1
                time.sleep(0.05)
            except (OSError, http.client.HTTPException):
                counts["lost"] += 1

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def eventually(condition: object, seconds: float = 20) -> bool:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def children(server: RunningServer) -> list[int]:
    pid = server.process.pid
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_loses_no_request(copy: Path, workers: str) -> None:
    with running(copy, "--workers", workers) as server, load(server) as counts:
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0

    assert counts["200"] > 20
    assert set(counts) <= {"200", "refused"}


def test_a_crowd_is_refused_and_sigterm_loses_none_of_it(copy: Path) -> None:
    with running(copy, MAX_WAITING="4") as server, load(server) as counts:
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0

    assert counts["503"] > 20
    assert counts["200"] > 20
    assert set(counts) <= {"200", "503", "refused"}


@pytest.mark.parametrize("size", [10, 400_000])
def test_who_is_refused_is_told_when_to_come_and_may_stay(copy: Path, size: int) -> None:
    with running(copy, MAX_WAITING="0", API_KEYS="key") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        for headers, status in [({"x-api-key": "key"}, 503), ({}, 401)] * 2:
            connection.request("POST", "/predict", b"x" * size, headers)
            reply = connection.getresponse()
            document = json.loads(reply.read())
            assert (reply.status, document["status"]) == (status, status)
            assert reply.headers["x-request-id"] == document["request_id"]
            assert reply.headers["retry-after"] == ("1" if status == 503 else None)
        connection.close()

        assert server.get("/health/ready").status == 200
        text = server.get("/metrics", **{"x-api-key": "key"}).body.decode()

    assert 'serving_requests_total{route="/predict",status="503"} 2.0' in text
    events = [event for event in server.events() if event["event"] == "too many requests"]
    assert sum(event["requests"] for event in events) == 2


def test_a_server_that_stops_is_not_ready_but_answers(copy: Path) -> None:
    with running(copy, DRAIN_SECONDS="3") as server:
        server.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: server.get("/health/ready").status == 503, 2)

        reply = server.post("/predict", RECORD)

    assert (reply.status, reply.headers["connection"]) == (200, "close")


def test_another_version_takes_over_under_load_and_back(copy: Path) -> None:
    def version() -> str:
        return str(server.get("/version").document["version"])

    with running(copy) as server, load(server) as counts:
        models(copy, "rollback")
        assert eventually(lambda: version() == FIRST)
        models(copy, "use", SECOND)
        assert eventually(lambda: version() == SECOND)

    assert set(counts) == {"200"}


def models(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"PYTHONPATH": str(project / "src")}
    return shared().run("-m", "served", "models", *arguments, cwd=project, env=own)


def test_versions_are_listed_with_the_one_in_use(copy: Path) -> None:
    assert models(copy, "list").stdout.splitlines() == [
        f"  {FIRST}  20260101T000000Z",
        f"* {SECOND}  20260102T000000Z",
    ]


def test_a_killed_worker_is_replaced(copy: Path) -> None:
    with running(copy, "--workers", "2") as server:
        os.kill(children(server)[0], signal.SIGKILL)

        assert eventually(lambda: len(children(server)) == 2)
        assert {server.post("/predict", RECORD).status for _ in range(20)} == {200}


def test_workers_end_with_a_supervisor_that_is_killed(copy: Path) -> None:
    with running(copy, "--workers", "2") as server:
        workers = children(server)
        server.process.kill()

        assert eventually(lambda: not any(map(is_running, workers)))


def test_workers_count_together(copy: Path) -> None:
    with running(copy, "--workers", "2") as server:
        for _ in range(30):
            server.post("/predict", RECORD)
        text = server.get("/metrics").body.decode()

    assert "serving_records_total 30.0" in text


def test_a_model_whose_bytes_have_changed_is_not_loaded(copy: Path) -> None:
    with (copy / "artifacts" / SECOND / "model.joblib").open("ab") as stream:
        stream.write(b"x")

    done = serve_once(copy)

    assert done.returncode == 4
    assert "is not what was written: its SHA-256 differs" in done.stderr


def test_a_model_that_cannot_be_loaded_leaves_the_old_one_in_use(copy: Path) -> None:
    (copy / "artifacts" / FIRST / "model.joblib").write_bytes(b"no model")
    with running(copy) as server:
        (copy / "artifacts" / "current").write_text(f"{FIRST}\n")
        assert eventually(lambda: any(e["event"] == "model not loaded" for e in server.events()))

        reply = server.post("/predict", RECORD)

    assert reply.document["model_version"] == SECOND


def serve_once(project: Path, *arguments: str, **environment: str) -> "Done":
    own = {"PYTHONPATH": str(project / "src"), **environment}
    return shared().run("-m", "served", "serve", "--port", "0", *arguments, cwd=project, env=own)


Done = subprocess.CompletedProcess[str]


def test_without_a_model_it_ends_and_says_what_to_do(copy: Path) -> None:
    shutil.rmtree(copy / "artifacts")

    done = serve_once(copy)

    assert done.returncode == 4
    assert "train a model first" in done.stderr


def test_it_does_not_listen_to_everybody_without_keys(copy: Path) -> None:
    done = serve_once(copy, "--host", "0.0.0.0")  # noqa: S104 - it is refused

    assert done.returncode == 2
    assert "ALLOW_ANONYMOUS=1" in done.stderr


def test_keys_are_asked_for_but_not_for_health(copy: Path) -> None:
    (copy / "keys").write_text("second\n")
    with running(copy, API_KEYS="first,other", API_KEYS_FILE=str(copy / "keys")) as server:
        assert server.get("/health/ready").status == 200
        assert server.post("/predict", RECORD).status == 401
        assert server.post("/predict", RECORD, **{"x-api-key": "firs"}).status == 401
        assert server.post("/predict", RECORD, **{"x-api-key": "second"}).status == 200
        assert server.post("/predict", RECORD, authorization="Bearer first").status == 200


def test_bodies_have_a_limit(copy: Path) -> None:
    with running(copy, MAX_BODY_BYTES="1000") as server:
        reply = server.post("/predict", b"[" + b" " * 20_000_000 + b"]")

        assert reply.status == 413
        assert server.post("/predict", RECORD).status == 200


def connect(server: RunningServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=5)


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"POST /predict HTTP/1.1\r\nhost: x\r\n",
        b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{",
    ],
)
def test_slow_clients_are_cut_off(copy: Path, half: bytes) -> None:
    with running(copy, READ_TIMEOUT="0.5") as server:
        with connect(server) as client:
            client.sendall(half)

            assert client.recv(100).startswith(b"HTTP/1.1 408")
        assert server.post("/predict", RECORD).status == 200


def test_endless_heads_are_cut_off(copy: Path) -> None:
    with running(copy) as server, connect(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nx: " + b"a" * 100_000)

        assert client.recv(100).startswith(b"HTTP/1.1 431")
