"""A project → its service on loopback, for as long as a block takes, and what it answers."""

import http.client
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.ir.runnable import Runnable
from mlship.process import background

READY_S = 120.0
TICK_S = 0.1
TIMEOUT_S = 60.0
# It logs nothing, asks for no key, and stops at once: nobody sends it requests but us.
QUIET = {"LOG_REQUESTS": "0", "DRAIN_SECONDS": "0", "API_KEYS": "", "API_KEYS_FILE": ""}
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Service = the port on loopback that it listens on, its process (0: not ours)."""

    port: int
    pid: int = 0

    def ask(self, method: str, path: str, document: object = None) -> tuple[int, object]:
        """Send one request; status 0 if nobody answers."""
        body = b"" if document is None else json.dumps(document).encode()
        headers = {"Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            return reply.status, _document(reply.read())
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def example(self) -> dict[str, object]:
        """Give a record of the training data; {} while there is no model."""
        status, schema = self.ask("GET", "/schema")
        if status != http.HTTPStatus.OK or not isinstance(schema, dict):
            return {}
        return {column["name"]: column["example"] for column in schema["columns"]}

    def wait(self, ended: Callable[[], bool]) -> bool:
        """Wait until there is a model; say whether there is one before it ends, or in time."""
        return _wait_for(lambda: self.ask("GET", "/health/ready")[0] == http.HTTPStatus.OK, ended)


@contextmanager
def start_service(project: Runnable, *options: str) -> Iterator[Service]:
    """Start it, and wait until it has a model.

    Raises:
        EnvironmentLacks: it ends, or is not ready in time; the hint is what it said.
    """
    command: list[str | Path] = [project.python, "-m", project.package, "serve"]
    command += ["--host", "127.0.0.1", "--port", "0", *options]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "service.log"
        environment = {**project.environment, **QUIET}
        with background(command, cwd=project.root, env=environment, log=log) as process:

            def ended() -> bool:
                return process.poll() is not None

            _wait_for(lambda: _find_port(log) > 0, ended)
            service = Service(port=_find_port(log), pid=process.pid)
            if not service.wait(ended):
                raise EnvironmentLacks("The service does not start.", hint=_read_reason(log))
            yield service


def _wait_for(condition: Callable[[], bool], ended: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and not ended():
        if condition():
            return True
        time.sleep(TICK_S)
    return False


def _find_port(log: Path) -> int:
    found = _ADDRESS.search(_read(log))
    return int(found[1]) if found else 0


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def _read_reason(log: Path) -> str:
    """Read what it says to people: events are JSON, one a line."""
    lines = _read(log).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("{", "starting on "))).strip()


def _document(body: bytes) -> object:
    try:
        document: object = json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
    return document
