"""A real server process on loopback, and how tests talk to it."""

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.warm import Fork, shared

READY_S = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply = status, headers (lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """Read the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class RunningServer:
    """RunningServer = process, port, log file."""

    process: Fork
    port: int
    log: Path

    def get(self, path: str, **headers: str) -> Reply:
        """Ask with GET."""
        return self.ask("GET", path, None, headers)

    def post(self, path: str, document: Any, **headers: str) -> Reply:
        """Send a document; bytes are sent as they are."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.ask("POST", path, body, {"content-type": "application/json", **headers})

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, named, response.read())
        finally:
            connection.close()

    def events(self) -> list[dict[str, Any]]:
        """Read the log."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextmanager
def running(project: Path, *arguments: str, **environment: str) -> Iterator[RunningServer]:
    """Start the service of a project, wait until it is ready, and stop it afterwards."""
    log = project / f"server-{time.monotonic_ns()}.log"
    with log.open("wb") as stream:
        words = ("-m", "served", "serve", "--port", "0", *arguments)
        variables = {**os.environ, "PYTHONPATH": str(project / "src"), **environment}
        process = shared().start(words, project, variables, (subprocess.DEVNULL, stream))
    server = RunningServer(process, find_port(process, log), log)
    try:
        wait_until_ready(server)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def find_port(process: Fork | subprocess.Popen[bytes], log: Path) -> int:
    """Read from the log where it listens."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if found := re.search(r":(\d+)/docs", log.read_text()):
            return int(found[1])
        assert process.poll() is None, log.read_text()
        time.sleep(0.02)
    raise AssertionError(log.read_text())


def wait_until_ready(server: RunningServer) -> None:
    """Ask until the model is loaded."""
    deadline = time.monotonic() + READY_S
    while server.get("/health/ready").status != 200:
        assert server.process.poll() is None, server.log.read_text()
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.05)
