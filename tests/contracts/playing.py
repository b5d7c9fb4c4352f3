"""The example's project, trained → its service as a platform starts it, and what it answers."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.warm import Fork, shared

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "telecom_churn.ipynb"
PACKAGE = "telecom_churn_prediction"
READY_S = 120.0
# Variables of this machine that a platform's container would not have.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
Environment = Mapping[str, str]


@dataclass(frozen=True)
class Demo:
    """Demo = the trained project, as the image holds it."""

    root: Path

    @cached_property
    def version(self) -> str:
        """The model in use."""
        return (self.root / "artifacts/current").read_text().strip()

    @cached_property
    def record(self) -> dict[str, Any]:
        """A raw record of the training data."""
        schema = json.loads((self.root / "artifacts" / self.version / "schema.json").read_text())
        return {column["name"]: column["example"] for column in schema["columns"]}

    def environment(self, more: Environment) -> dict[str, str]:
        """Give a container's environment: nothing of ours but what Python needs."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, "PYTHONPATH": str(self.root / "src"), "MPLBACKEND": "Agg", **more}

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run the image's entry point with arguments, to its end."""
        given = self.environment(environment)
        return shared().run("-m", PACKAGE, *arguments, cwd=self.root, env=given, alone=True)

    @contextmanager
    def serve(self, environment: Environment) -> Iterator["Service"]:
        """Start ``IMAGE serve``, as platforms do; ended afterwards, if the play has not."""
        port = find_free_port()
        given = {key: value.replace("PORT", str(port)) for key, value in environment.items()}
        nobody = (subprocess.DEVNULL, subprocess.DEVNULL)
        words = ("-m", PACKAGE, "serve")
        process = shared().start(words, self.root, self.environment(given), nobody)
        try:
            yield Service(process, port, self, started=time.monotonic())
        finally:
            process.kill()
            process.wait()


@dataclass(frozen=True)
class Service:
    """Service = a process that listens, and when it was started."""

    process: "Fork | subprocess.Popen[bytes]"
    port: int
    demo: Demo
    started: float
    address: str = "127.0.0.1"

    def ask(
        self, method: str, path: str, document: object = None, **headers: str
    ) -> tuple[int, Any]:
        """Send one request; status 0 if nobody listens."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        named = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection = http.client.HTTPConnection(self.address, self.port, timeout=60)
        try:
            connection.request(method, path, body if document is not None else None, named)
            reply = connection.getresponse()
            return reply.status, parse(reply.read())
        except OSError:
            return 0, None
        finally:
            connection.close()

    def wait_for(self, path: str, status: int = 200) -> float:
        """Ask until that is the answer; the seconds since the start."""
        while self.ask("GET", path)[0] != status:
            assert self.process.poll() is None, "the service has ended"
            assert time.monotonic() - self.started < READY_S, f"{path} is not {status}"
            time.sleep(0.02)
        return time.monotonic() - self.started

    def predict(self, path: str, document: object) -> list[Any]:
        """Give the predictions of a request that is answered well."""
        status, answer = self.ask("POST", path, document)
        assert status == 200, answer
        assert isinstance(answer, dict)
        return list(answer["predictions"])

    @cached_property
    def expected(self) -> Any:
        """What the service's own route says of the example: every other has to say the same."""
        return self.ask("POST", "/predict", self.demo.record)[1]["prediction"]

    def stop(self, within_s: float) -> int:
        """Send SIGTERM; the exit code, if it ends in time."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)


@dataclass
class Load:
    """Load = clients that keep asking, and how their requests ended."""

    service: Service
    statuses: list[int] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def keep_asking(self, clients: int) -> Iterator["Load"]:
        """Ask from several threads until the block ends."""
        threads = [threading.Thread(target=self._ask) for _ in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()

    def _ask(self) -> None:
        while not self.stopped.is_set():
            status = self.service.ask("POST", "/predict", self.service.demo.record)[0]
            self.statuses.append(status)
            if status == 0:  # nobody listens any more
                return


@dataclass(frozen=True)
class Platform:
    """Platform = name, environment of the container, what is asked of it.

    `checks` are played against one service; `own` start services or runs of their own.
    """

    name: str
    environment: Callable[[Path], Environment] = lambda _: {}
    ready: str = "/health/ready"
    checks: tuple[Callable[[Service], None], ...] = ()
    own: tuple[Callable[[Demo, Path], None], ...] = ()


def train_demo(folder: Path) -> Demo:
    """Convert the example, and train it."""
    for file in (EXAMPLE, EXAMPLE.with_suffix(".csv")):
        shutil.copy(file, folder)
    mlship("convert", folder / EXAMPLE.name, "-o", folder / "project")
    mlship("add", "lambda", folder / "project", "--no-measure")
    mlship("run", folder / "project", "--json")
    return Demo(folder / "project")


def mlship(*arguments: str | Path) -> None:
    """Run a command of ours."""
    shared().run("-m", "mlship", *map(str, arguments), cwd=ROOT).check_returncode()


def find_free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def parse(body: bytes) -> Any:
    """Read JSON; other text as it is."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
