"""Notebooks → projects, in worker processes that are killed when a notebook takes too long."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Self

from measuring.results import ROOT, Row

WORKER = Path(__file__).with_name("worker.py")
STARTUP_S = 30.0


class Converter:
    """One worker process, started again after it was killed."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.child = start_worker()
        self.fresh = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.child.kill()
        self.child.wait()

    def convert(self, notebook: Path, target: Path) -> Row:
        """Convert one notebook; says how it ended."""
        asked = json.dumps({"notebook": str(notebook), "target": str(target)})
        assert self.child.stdin and self.child.stdout  # noqa: S101, PT018 - both are pipes
        self.child.stdin.write(asked + "\n")
        self.child.stdin.flush()
        patience = self.timeout_s + (STARTUP_S if self.fresh else 0)
        ready, _, _ = select.select([self.child.stdout], [], [], patience)
        answer = self.child.stdout.readline() if ready else ""
        self.fresh = False
        if answer:
            row: Row = json.loads(answer)
            return row
        return self.restart("the process died" if ready else f"over {self.timeout_s:g} s")

    def restart(self, reason: str) -> Row:
        """Put a new worker in the place of one that hangs or is gone."""
        self.child.kill()
        self.child.wait()
        self.child, self.fresh = start_worker(), True
        return {"ending": "time-out" if reason.startswith("over") else "died", "reason": reason}


def start_worker() -> subprocess.Popen[str]:
    """Start a worker that sees the converter of this checkout."""
    return subprocess.Popen(
        [sys.executable, str(WORKER)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
