"""A notebook of the corpus → a fresh copy of its folder, and what a run of it showed."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from measuring.comparing import Noted, read_log
from measuring.manifest import Entry
from measuring.results import digest_of
from measuring.running import INSIDE, environment, observed_kernels, run

TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Bench = where the corpus, the interpreters and the raw logs are."""

    corpus: Path
    environments: Path
    work: Path

    def python(self, entry: Entry) -> Path:
        """Give the interpreter of a notebook."""
        return self.environments / entry.environment / "bin" / "python"

    def folder(self, entry: Entry) -> Path:
        """Give the folder that holds all logs of a notebook."""
        folder = self.work / entry.id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def fresh_copy(self, entry: Entry, name: str) -> Path:
        """Copy a notebook's folder; give the notebook in the copy."""
        target = self.folder(entry) / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.corpus / "runnable" / entry.id, target)
        return target / entry.path


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRun:
    """NotebookRun = ok, error, timeout; the error; seconds; what it showed and called."""

    status: str
    error: str
    seconds: float
    log: list[Noted]


def run_notebook(bench: Bench, entry: Entry, *, fresh: bool) -> NotebookRun:
    """Run a notebook with the seeds of all measured runs; an earlier run is good enough."""
    folder = bench.folder(entry)
    name = f"notebook-{digest_of(INSIDE)}"  # what was recorded otherwise is not comparable
    result, log = folder / f"{name}.json", folder / f"{name}.metrics.jsonl"
    if fresh or not result.is_file():
        execute(bench, entry, result, log)
    said = json.loads(result.read_text(encoding="utf-8"))
    return NotebookRun(
        status=said["status"], error=said["error"], seconds=said["seconds"], log=read_log(log)
    )


def execute(bench: Bench, entry: Entry, result: Path, log: Path) -> None:
    """Run the notebook in a fresh copy of its folder."""
    log.unlink(missing_ok=True)
    python = bench.python(entry)
    notebook = bench.fresh_copy(entry, "notebook")
    ended = run(
        [
            *(python, INSIDE / "run_notebook.py", notebook),
            *("--out", result, "--timeout", str(TIMEOUT_S)),
        ],
        cwd=notebook.parent,
        env=environment(python, INSIDE, **observed_kernels(bench.work, log)),
        timeout_s=TIMEOUT_S * 2,
        log=bench.folder(entry) / "notebook.log",
    )
    if not ended.ok:
        broken = {"status": "error", "error": ended.tail[-500:], "seconds": ended.seconds}
        result.write_text(json.dumps(broken), encoding="utf-8")
