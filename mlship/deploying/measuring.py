"""A trained project → the memory that its service and its training take, in megabytes."""

import http.client
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mlship.process import Background, background

READY_S = 120.0
# As many records at once as the service computes together by default.
RECORDS = 512
TIMEOUT_S = 60.0
KILOBYTES = 1024
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


class Project(Protocol):
    """Project = root, package, its interpreter, the environment of its processes."""

    @property
    def root(self) -> Path:
        """The folder."""

    @property
    def package(self) -> str:
        """The import name."""

    @property
    def python(self) -> Path:
        """The interpreter."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Memory = peak of the service, peak of training; None where it is not known."""

    serve_mb: int | None = None
    train_mb: int | None = None
    version: str = ""


def can_be_measured(root: Path) -> str:
    """Say which version of the model would be measured; "" if there is none, or no way."""
    try:
        version = (root / "artifacts/current").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return version if sys.platform == "linux" else ""


def measure_memory(project: Project) -> Memory:
    """Start the service, let it answer a full batch, and see what it has had at most."""
    version = can_be_measured(project.root)
    return Memory(
        serve_mb=_measure_service(project) if version else None,
        train_mb=_read_training(project.root),
        version=version,
    )


def _read_training(root: Path) -> int | None:
    """Take the highest peak of all runs: one that found its stages in the cache took less."""
    peaks = [_read_peak(path) for path in root.glob("artifacts/*/run.json")]
    return max(filter(None, peaks), default=None)


def _read_peak(path: Path) -> int | None:
    try:
        return int(json.loads(path.read_bytes())["memory_mb"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _measure_service(project: Project) -> int | None:
    command: list[str | Path] = [project.python, "-m", project.package, "serve"]
    command += ["--host", "127.0.0.1", "--port", "0", "--workers", "1"]
    quiet = {"LOG_REQUESTS": "0", "DRAIN_SECONDS": "0", "API_KEYS": "", "API_KEYS_FILE": ""}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "service.log"
        environment = {**project.environment, **quiet}
        with background(command, cwd=project.root, env=environment, log=log) as service:
            port = _wait_for(lambda: _find_port(log), service)
            if port is None or _wait_for(lambda: _predict(port), service) is None:
                return None
            return _read_peak_of(service.pid)


def _wait_for(answer: Callable[[], int | None], service: Background) -> int | None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and service.poll() is None:
        found = answer()
        if found is not None:
            return found
        time.sleep(0.1)
    return None


def _find_port(log: Path) -> int | None:
    found = _ADDRESS.search(log.read_text(encoding="utf-8", errors="replace"))
    return int(found[1]) if found else None


def _predict(port: int) -> int | None:
    """Ask for a full batch of the training data's example; None while there is no model."""
    status, document = _ask(port, "GET", "/schema", b"")
    if status != http.HTTPStatus.OK:
        return None
    record = {column["name"]: column["example"] for column in json.loads(document)["columns"]}
    _ask(port, "POST", "/predict", json.dumps([record] * RECORDS).encode())
    return status


def _ask(port: int, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request(method, path, body)
        reply = connection.getresponse()
        return reply.status, reply.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def _read_peak_of(pid: int) -> int | None:
    status = Path(f"/proc/{pid}/status")
    if not os.access(status, os.R_OK):
        return None
    found = _PEAK.search(status.read_text(encoding="utf-8"))
    return -(-int(found[1]) // KILOBYTES) if found else None
