"""A project and its notebook → both run, and compared value by value."""

import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mlship.errors import EnvironmentLacks, NotebookError, UsageError
from mlship.ir.notebook import Notebook
from mlship.ir.report import Compared, Pictures, Report
from mlship.verification import judging
from mlship.verification.items import Item, find_items
from mlship.verification.outputs import record_files
from mlship.verification.places import find_lines
from mlship.verification.prints import record_prints
from mlship.verification.records import Record
from mlship.verification.runs import (
    Asked,
    Bench,
    Run,
    compare_values,
    run_notebook,
    run_pipeline,
)
from mlship.verification.subject import Subject
from mlship.verification.texts import compare_texts
from mlship.verification.workspace import Limits, find_isolation

STOPPED = {
    "time": "it is out of time (--timeout)",
    "memory": "it takes more memory than it may (--memory)",
}
SEEDED = "The notebook sets no seed for all that it draws: both sides start from one of ours."

# Told what is going on: the run, how many of its cells or steps are done, of how many, which now.
Tell = Callable[[str, int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options = seconds of each run, bytes of memory (0: no limit), the network?, pictures?"""

    timeout_s: float = 1800.0
    memory: int = 0
    network: bool = False
    pictures: bool = False


def verify(subject: Subject, notebook: Notebook, options: Options, tell: Tell) -> Report:
    """Run the notebook, the pipeline, and the notebook again; compare what they had."""
    if subject.sha256 and notebook.sha256 != subject.sha256:
        raise UsageError(
            "The notebook has changed since it was converted.",
            hint="Convert it again: mlship convert NOTEBOOK -o FOLDER",
            location=str(subject.notebook),
        )
    room = Path(tempfile.mkdtemp(prefix="mlship-verify-"))
    try:
        isolation = find_isolation(room, network=options.network)
        limits = Limits(timeout_s=options.timeout_s, memory=options.memory)
        bench = Bench(subject=subject, room=room, isolation=isolation, limits=limits)
        return _verify(bench, notebook, tell, pictures=options.pictures)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _verify(bench: Bench, notebook: Notebook, tell: Tell, *, pictures: bool) -> Report:
    first = _run_notebook(bench, notebook, "notebook", Asked(pictures=pictures), tell)
    digests = {key: value.digest for key, value in first.record.values.items()}
    counter = Counter(part="pipeline", total=len(bench.subject.steps), tell=tell)
    pipeline = run_pipeline(bench, Asked(expected=digests, pictures=pictures), counter)
    record_prints(bench.subject, pipeline.record)
    items = find_items(bench.subject, first.record, pipeline.record)
    differing = frozenset(item.notebook for item in items if _differs(item, first, pipeline))
    again = _run_notebook(bench, notebook, "notebook again", Asked(wanted=differing), tell)
    runs = {"notebook": first, "pipeline": pipeline, "notebook again": again}
    record_files(bench, runs)
    return _report(bench, runs)


def _differs(item: Item, notebook: Run, pipeline: Run) -> bool:
    one = notebook.record.values.get(item.notebook)
    other = pipeline.record.values.get(item.pipeline)
    return one is not None and other is not None and one.digest != other.digest


def _report(bench: Bench, runs: Mapping[str, Run]) -> Report:
    first, pipeline, again = (run.record for run in runs.values())
    items = find_items(bench.subject, first, pipeline)
    pairs = judging.find_pairs(again, pipeline, items)
    findings = compare_values(bench, pairs) if pairs else {}
    evidence = judging.Evidence(
        subject=bench.subject,
        first=first,
        again=again,
        pipeline=pipeline,
        findings={**findings, **_compare_prints(items, first, pipeline)},
        unsteady=judging.find_unsteady(first, again, items),
    )
    lines = find_lines(bench.subject)
    values = tuple(_located(judging.judge(evidence, item), lines) for item in items)
    overall, reason = judging.judge_all(values)
    return Report(
        notebook=str(bench.subject.notebook),
        project=str(bench.subject.root),
        overall=overall,
        reason=reason,
        values=values,
        notes=tuple(_notes(bench)),
        metrics=pipeline.metrics,
        seconds={name: round(run.record.seconds, 2) for name, run in runs.items()},
        pictures=tuple(_pictures(items, values, first, pipeline)),
    )


def _pictures(
    items: Iterable[Item], values: Iterable[Compared], notebook: Record, pipeline: Record
) -> Iterator[Pictures]:
    for item, value in zip(items, values, strict=True):
        images = notebook.picture_of(item.notebook), pipeline.picture_of(item.pipeline)
        if any(images):
            yield Pictures(
                name=value.name, verdict=value.verdict, notebook=images[0], pipeline=images[1]
            )


def _compare_prints(
    items: Iterable[Item], notebook: Record, pipeline: Record
) -> dict[str, dict[str, str]]:
    return {
        item.notebook: compare_texts(notebook.texts[item.notebook], pipeline.texts[item.pipeline])
        for item in items
        if item.notebook in notebook.texts and item.pipeline in pipeline.texts
    }


def _located(value: Compared, lines: Mapping[str, tuple[str, int]]) -> Compared:
    file, line = lines.get(value.function, ("", 0))
    return replace(value, file=file, file_line=line)


@dataclass(slots=True, kw_only=True)
class Counter:
    """Counts the cells or functions that a run tells of, and tells how far it is."""

    part: str
    total: int
    tell: Tell
    done: int = 0

    def __call__(self, kind: str, which: int | str) -> None:
        """Count one."""
        self.tell(self.part, min(self.done, self.total), self.total, f"{kind} {which}")
        self.done += 1


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


def _lacks(python: Path, package: str) -> EnvironmentLacks:
    return EnvironmentLacks(
        f"This Python lacks {package}, which runs the notebook's cells.",
        hint=f"{shlex.quote(str(python))} -m pip install {package}",
        location=str(python),
    )


def _does_not_run(run: Run) -> NotebookError:
    failed = run.record.failed
    if failed is None:
        reason = STOPPED.get(run.ended.reason) or run.ended.log.strip().rpartition("\n")[2]
        return NotebookError(
            f"The notebook does not run to its end: {reason}.", location=f"cell {run.record.cell}"
        )
    line = f", line {failed.line}" if failed.line else ""
    return NotebookError(
        f"The notebook does not run: {failed.name}: {failed.message}",
        location=f"cell {failed.cell}{line}",
    )


def _notes(bench: Bench) -> list[str]:
    return [bench.isolation.describe(), *([] if bench.subject.seeded else [SEEDED])]
