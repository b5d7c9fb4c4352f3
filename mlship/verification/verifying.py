"""A project and its notebook → both run, and compared value by value."""

import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from mlship.errors import EnvironmentLacks, NotebookError, UsageError
from mlship.ir.notebook import Notebook
from mlship.ir.report import Compared, Report
from mlship.verification.guard import MOST_PROCESSES
from mlship.verification.items import Item, find_items
from mlship.verification.outputs import record_files
from mlship.verification.prints import record_prints
from mlship.verification.reaching import count_climbs
from mlship.verification.records import Failed
from mlship.verification.reports import make_report
from mlship.verification.runs import (
    Asked,
    Bench,
    Run,
    run_notebook,
    run_pipeline,
)
from mlship.verification.saved import find_outdated
from mlship.verification.subject import Subject
from mlship.verification.tracing import Cause, find_cause, find_suspect
from mlship.verification.workspace import Limits, find_isolation

STOPPED = {
    "time": "it is out of time (--timeout)",
    "memory": "it takes more memory than it may (--memory)",
    "processes": f"it starts more than {MOST_PROCESSES} processes",
    "guard": "it has ended the process that watches over it",
}

# What is run, in this order.
NOTEBOOK, PIPELINE, AGAIN = PARTS = ("notebook", "pipeline", "notebook again")

# Told what is going on: the run, how many of its cells or steps are done, of how many, which now.
Tell = Callable[[str, int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options = seconds of each run, bytes of memory (0: no limit), the network?, pictures?"""

    timeout_s: float = 1800.0
    memory: int = 0
    network: bool = False
    pictures: bool = False


# The runs read data where the conversion found it.
MISSING = "Put the file where the notebook looks for it, or beside it, and convert again."


def verify(subject: Subject, notebook: Notebook, options: Options, tell: Tell) -> Report:
    """Run the notebook, the pipeline, and the notebook again; compare what they had."""
    if subject.sha256 and notebook.sha256 != subject.sha256:
        raise UsageError(
            "The notebook has changed since it was converted.",
            hint="Convert it again: mlship convert NOTEBOOK -o FOLDER",
            location=str(subject.notebook),
        )
    with _bench(subject, notebook, options) as bench:
        return _verify(bench, notebook, tell, pictures=options.pictures)


def observe(
    subject: Subject, notebook: Notebook, options: Options, statements: Sequence[int], tell: Tell
) -> Mapping[int, tuple[str, ...]]:
    """Run the notebook; say which names, and generators ("rng:numpy"), statements changed."""
    with _bench(subject, notebook, options) as bench:
        asked = Asked(watched=tuple(statements))
        return _run_notebook(bench, notebook, NOTEBOOK, asked, tell).record.effects


@contextmanager
def _bench(subject: Subject, notebook: Notebook, options: Options) -> Iterator[Bench]:
    """Give the runs a room that is gone afterwards."""
    room = Path(tempfile.mkdtemp(prefix="mlship-verify-"))
    try:
        isolation = find_isolation(room, network=options.network)
        limits = Limits(timeout_s=options.timeout_s, memory=options.memory)
        climbs = count_climbs(notebook)
        yield Bench(subject=subject, room=room, isolation=isolation, limits=limits, climbs=climbs)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _verify(bench: Bench, notebook: Notebook, tell: Tell, *, pictures: bool) -> Report:
    first = _run_notebook(bench, notebook, NOTEBOOK, Asked(pictures=pictures), tell)
    digests = {key: value.digest for key, value in first.record.values.items()}
    counter = Counter(part=PIPELINE, total=len(bench.subject.steps), tell=tell)
    pipeline = _run_pipeline(bench, Asked(expected=digests, pictures=pictures), counter)
    items = find_items(bench.subject, first.record, pipeline.record)
    differing = frozenset(item.notebook for item in items if _differs(item, first, pipeline))
    suspect = find_suspect(bench.subject, items, first.record, pipeline.record)
    asked = Asked(wanted=differing, trace=suspect)
    again = _run_notebook(bench, notebook, AGAIN, asked, tell)
    runs = {NOTEBOOK: first, PIPELINE: pipeline, AGAIN: again}
    record_files(bench, runs)
    report = replace(make_report(bench, runs), outdated=find_outdated(notebook, first.record))
    return _with_cause(bench, report, suspect, again) if suspect else report


def _with_cause(bench: Bench, report: Report, function: str, again: Run) -> Report:
    """Say after which line the first function that differs does so."""
    traced = run_pipeline(bench, Asked(trace=function), lambda *_: None)
    cause = find_cause(bench.subject, function, again.record, traced.record)
    if cause is None:
        return report
    values = tuple(_blame(value, cause) for value in report.values)
    reason = report.reason if report.overall == "equal" else f"{report.reason} ({cause.text})"
    return replace(report, values=values, reason=reason)


def _blame(value: Compared, cause: Cause) -> Compared:
    if value.function != cause.function or value.verdict != "differs":
        return value
    line = cause.line or value.file_line
    return replace(value, file_line=line, detail=f"{value.detail}; {cause.text}")


def _differs(item: Item, notebook: Run, pipeline: Run) -> bool:
    one = notebook.record.values.get(item.notebook)
    other = pipeline.record.values.get(item.pipeline)
    return one is not None and other is not None and one.digest != other.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Counts the cells or functions that a run tells of, and tells how far it is."""

    part: str
    total: int
    tell: Tell
    numbers: Iterator[int] = field(default_factory=count)

    def __call__(self, kind: str, which: int | str) -> None:
        """Count one."""
        self.tell(self.part, min(next(self.numbers), self.total), self.total, f"{kind} {which}")


def _run_notebook(bench: Bench, notebook: Notebook, name: str, asked: Asked, tell: Tell) -> Run:
    cells = sum(cell.kind == "code" for cell in notebook.cells)
    counter = Counter(part=name, total=cells, tell=tell)
    run = run_notebook(bench, notebook, name, asked, counter)
    if run.record.lacks:
        raise _lacks(bench.subject.python, run.record.lacks)
    if not run.record.ended:
        raise _does_not_run(run)
    record_prints(bench.subject, run.record)
    return run


def _run_pipeline(bench: Bench, asked: Asked, counter: Counter) -> Run:
    run = run_pipeline(bench, asked, counter)
    if not run.record.ended and run.record.failed is None:
        run.record.failed = Failed(name="stopped", message=_why_it_ended(run))
    failed = run.record.failed
    if failed and failed.name == "ModuleNotFoundError" and _is_foreign(bench, failed.message):
        target = shlex.quote(str(bench.subject.root))
        raise EnvironmentLacks(
            f"This Python lacks what the pipeline imports: {failed.message}.",
            hint=f"{shlex.quote(str(bench.subject.python))} -m pip install -e {target}",
            location=str(bench.subject.python),
        )
    record_prints(bench.subject, run.record)
    return run


def _is_foreign(bench: Bench, message: str) -> bool:
    """Tell whether a module that was not found is none of the project's own."""
    name = message.rpartition("'")[0].rpartition("'")[2].partition(".")[0]
    return name != bench.subject.package and not (bench.subject.root / f"src/{name}.py").exists()


def _lacks(python: Path, package: str) -> EnvironmentLacks:
    return EnvironmentLacks(
        f"This Python lacks {package}, which runs the notebook's cells.",
        hint=f"{shlex.quote(str(python))} -m pip install {package}",
        location=str(python),
    )


def _does_not_run(run: Run) -> NotebookError:
    failed = run.record.failed
    if failed is None:
        return NotebookError(
            f"The notebook does not run to its end: {_why_it_ended(run)}.",
            location=f"cell {run.record.cell}",
        )
    line = f", line {failed.line}" if failed.line else ""
    return NotebookError(
        f"The notebook does not run: {failed.name}: {failed.message}",
        hint=MISSING if failed.name == "FileNotFoundError" else "",
        location=f"cell {failed.cell}{line}",
    )


def _why_it_ended(run: Run) -> str:
    return STOPPED.get(run.ended.reason) or run.ended.log.strip().rpartition("\n")[2]
