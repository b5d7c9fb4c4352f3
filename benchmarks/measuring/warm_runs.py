"""A project's interpreter → one process with its libraries loaded, whose copies run programs."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from measuring.results import ROOT
from measuring.running import INSIDE, environment
from mlship.verification.workspace import Ended, Errand, Limits

RECORDER = ROOT / "mlship" / "verification" / "inside"
IMPORTED = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
MARK = "=== what it left ==="


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """Warm = the process, and how long what it runs may take."""

    process: "subprocess.Popen[str]"
    seconds: float

    def run(self, errand: Errand, limits: Limits, tick: Callable[[], None]) -> Ended:
        """Run what verifying would run apart, with nothing around it."""
        _, _, program, configuration = map(str, errand.command)
        log = errand.place.room / "output.log"
        order = {"program": program, "configuration": configuration, "env": dict(errand.env)}
        code = self._ask({**order, "cwd": str(errand.place.cwd), "log": str(log)}, limits.timeout_s)
        tick()
        text = log.read_text(encoding="utf-8", errors="replace")
        return Ended(code=code, reason="", log=text[-20_000:], peak=0)

    def train(self, project: Path, arguments: list[str], code: str, env: Mapping[str, str]) -> str:
        """Run a project's own command, then some code; give what the code says."""
        log = project.parent / "train.log"
        told = {
            "train": arguments,
            "code": code,
            "mark": MARK,
            "verification": str(RECORDER.parent),
        }
        self._ask({**told, "env": dict(env), "cwd": str(project), "log": str(log)}, self.seconds)
        return log.read_text(errors="replace").rpartition(MARK)[2]

    def _ask(self, order: dict[str, object], seconds: float) -> int:
        assert self.process.stdin is not None  # noqa: S101 - it was asked for
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.write(json.dumps({**order, "seconds": seconds}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline() or -1)


@contextmanager
def warm(project: Path, python: Path, seconds: float) -> Iterator[Warm]:
    """Start the process with all that the project's own modules import."""
    package = next((project / "src").glob("*/pipeline.py")).parent.name
    process = subprocess.Popen(
        [str(python), str(INSIDE / "warm.py"), str(RECORDER), *libraries(project, package)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(python),
        text=True,
    )
    try:
        yield Warm(process=process, seconds=seconds)
    finally:
        process.kill()
        process.wait()


def libraries(project: Path, package: str) -> list[str]:
    """List what the modules import, the package itself apart."""
    texts = (path.read_text(encoding="utf-8") for path in (project / "src").glob("*/*.py"))
    found = {name for text in texts for name in IMPORTED.findall(text)}
    return sorted({*(n for n in found if n.partition(".")[0] != package), "IPython", "joblib"})
