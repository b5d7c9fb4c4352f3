"""A project → its server on loopback, under load: what it answers, and how fast."""

import http.client
import json
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.process import background
from mlship.serving.load import Load, measure_load
from mlship.serving.project import Project, require_machinery

READY_S = 120.0
CLIENTS = (1, 8, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkOptions:
    """BenchmarkOptions = seconds of each measurement, records a request, processes."""

    seconds: float = 3.0
    records: int = 1
    workers: int = 1
    clients: Sequence[int] = CLIENTS


def measure_service(project: Project, options: BenchmarkOptions) -> list[Load]:
    """Start the server, load it, and stop it."""
    require_machinery(project)
    port = _free_port()
    command: list[str | Path] = [project.python, "-m", project.package, "serve"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(options.workers)]
    quiet = {**project.environment, "LOG_REQUESTS": "0", "DRAIN_SECONDS": "0", "API_KEYS": ""}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with background(command, cwd=project.root, env=quiet, log=log) as server:
            example = _wait_for_example(port, server.poll, log)
            body = json.dumps(example if options.records == 1 else [example] * options.records)
            return measure_load(port, body.encode(), options.clients, options.seconds)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_example(port: int, ended: Callable[[], int | None], log: Path) -> object:
    """Ask for a record of the training data until there is a model."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and ended() is None:
        example = _ask_for_example(port)
        if example is not None:
            return example
        time.sleep(0.1)
    raise EnvironmentLacks("The service does not start.", hint=log.read_text(encoding="utf-8"))


def _ask_for_example(port: int) -> object:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/openapi.json")
        reply = connection.getresponse()
        content = reply.read()
    except OSError:
        return None
    finally:
        connection.close()
    if reply.status != http.HTTPStatus.OK:
        return None
    return json.loads(content)["components"]["schemas"]["Record"]["examples"][0]
