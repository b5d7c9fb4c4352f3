"""Notebooks → projects, in worker processes that are killed when a notebook takes too long."""

import json
import os
import re
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from measuring.results import ROOT, Row

WORKER = Path(__file__).with_name("worker.py")
STARTUP_S = 30.0
NEARLY = 0.9  # of the time that a notebook has: then the worker says where it is
NAMED = 4  # modules that a time-out names


class Converter:
    """One worker process, started again after it was killed."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.place = Path(tempfile.mkstemp(prefix="mlship-place-")[1])
        self.child = self.start_worker()
        self.fresh = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.child.kill()
        self.child.wait()
        self.place.unlink()

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
        self.restart()
        if ready:
            return {"ending": "died", "reason": "the worker process died"}
        return {"ending": "time-out", "reason": f"over {self.timeout_s:g} s{self.where()}"}

    def restart(self) -> None:
        """Put a new worker in the place of one that hangs or is gone."""
        self.child.kill()
        self.child.wait()
        self.child, self.fresh = self.start_worker(), True

    def where(self) -> str:
        """Name the converter's outermost modules that the worker was in."""
        frames = re.findall(r"/mlship/(\w+/\w+\.py)", self.hung)
        outermost = list(dict.fromkeys(reversed(frames)))[:NAMED]
        return f" in {' > '.join(outermost)}" if outermost else ""

    def start_worker(self) -> subprocess.Popen[str]:
        """Start a worker that sees the converter of this checkout."""
        self.hung = self.place.read_text(encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(WORKER), str(self.timeout_s * NEARLY), str(self.place)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
