"""A trained project → the memory that its service and its training take, in megabytes."""

import json
import os
import re
import sys
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.ir.runnable import Runnable
from mlship.ir.target import Memory
from mlship.serving.starting import start_service

# As many records at once as the service computes together by default.
RECORDS = 512
KILOBYTES = 1024
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def can_be_measured(root: Path) -> str:
    """Say which version of the model would be measured; "" if there is none, or no way."""
    try:
        version = (root / "artifacts/current").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return version if sys.platform == "linux" else ""


def measure_memory(project: Runnable) -> Memory:
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


def _measure_service(project: Runnable) -> int | None:
    try:
        with start_service(project) as service:
            service.ask("POST", "/predict", [service.example()] * RECORDS)
            return _read_peak_of(service.pid)
    except EnvironmentLacks:
        return None


def _read_peak_of(pid: int) -> int | None:
    status = Path(f"/proc/{pid}/status")
    if not os.access(status, os.R_OK):
        return None
    found = _PEAK.search(status.read_text(encoding="utf-8"))
    return -(-int(found[1]) // KILOBYTES) if found else None
