"""A command → how it ended; the same controls for everything that is compared."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INSIDE = Path(__file__).parents[1] / "inside"
# The proxy leads nowhere: a run that asks the network ends instead of waiting, or of differing.
NOWHERE = "http://127.0.0.1:9"
CONTROLS = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "ignore",
    "http_proxy": NOWHERE,
    "https_proxy": NOWHERE,
}
STARTUP = '__import__("shown_metrics").install()\n'
TAIL = 20_000  # characters of the log that a result keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Ended = exit code (None: out of time), seconds, the end of what it wrote, where all is."""

    code: int | None
    seconds: float
    tail: str
    log: Path | None = None

    @property
    def text(self) -> str:
        """All that it wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log else self.tail

    @property
    def ok(self) -> bool:
        """It ended in time, with 0."""
        return self.code == 0


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    timeout_s: float,
    log: Path,
) -> Ended:
    """Run a command in a process group of its own, its output to a file, until the time is up."""
    start = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        code = wait(child, timeout_s)
    seconds = round(time.monotonic() - start, 2)
    tail = log.read_text(encoding="utf-8", errors="replace")[-TAIL:]
    return Ended(code=code, seconds=seconds, tail=tail, log=log)


def wait(child: subprocess.Popen[bytes], timeout_s: float) -> int | None:
    """Wait for a child; when the time is up, kill its whole group."""
    try:
        return child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return None


def environment(python: Path, *paths: Path, **more: str) -> dict[str, str]:
    """Give the controlled environment of a run: this interpreter first, these import paths."""
    inherited = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return {
        **inherited,
        **CONTROLS,
        "PATH": os.pathsep.join([str(python.parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        **more,
    }


def observed_kernels(work: Path, log: Path) -> dict[str, str]:
    """Give the variables that make every kernel write its metrics down."""
    startup = work / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "00-shown-metrics.py").write_text(STARTUP, encoding="utf-8")
    return {"IPYTHONDIR": str(work / "ipython"), "OBSERVE_KERNELS": str(log)}
