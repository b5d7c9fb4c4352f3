"""Three runs → the report: every item judged, and the verdict of the whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mlship.ir.report import Compared, Pictures, Report
from mlship.verification import judging
from mlship.verification.evidence import Evidence
from mlship.verification.items import Item, find_items
from mlship.verification.places import find_lines
from mlship.verification.prints import compare_prints
from mlship.verification.records import Record
from mlship.verification.runs import Bench, Run, compare_values, find_redirected
from mlship.verification.subject import CALL, Subject

SEEDED = "The notebook sets no seed for all that it draws: both sides start from one of ours."


def make_report(bench: Bench, runs: Mapping[str, Run]) -> Report:
    """Compare what the runs had; they come in the order notebook, pipeline, notebook again."""
    first, pipeline, again = (run.record for run in runs.values())
    items = find_items(bench.subject, first, pipeline, again)
    pairs = judging.find_pairs(again, pipeline, items)
    findings = compare_values(bench, pairs) if pairs else {}
    evidence = Evidence(
        subject=bench.subject,
        first=first,
        again=again,
        pipeline=pipeline,
        findings={**findings, **compare_prints(items, first, pipeline)},
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
        recording=round(sum(run.record.spent for run in runs.values()), 2),
        memory={name: run.ended.peak for name, run in runs.items()},
        serving=describe_serving(bench.subject, pipeline),
        stopped=describe_stop(pipeline),
        seeded=bench.subject.seeded,
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


def _located(value: Compared, lines: Mapping[str, tuple[str, int]]) -> Compared:
    file, line = lines.get(value.function.partition(CALL)[0], ("", 0))
    return replace(value, file=file, file_line=value.file_line or line)


def describe_stop(pipeline: Record) -> str:
    """Say what stopped the pipeline, and where; "" if it ran to its end."""
    failed = pipeline.failed
    if failed is None:
        return ""
    _, inside, file = failed.file.rpartition("/src/")  # of a copy in a room that is gone
    place = f" ({inside[1:]}{file}:{failed.line}, in {failed.function})" if file else ""
    return f"{failed.name}: {failed.message}{place}"


def describe_serving(subject: Subject, pipeline: Record) -> str:
    """Say what the replay of records found, and what a record is if it is no raw one."""
    if pipeline.replay is None:
        return ""
    if pipeline.replay:
        return f"raw records are not served, features are: {pipeline.replay.splitlines()[0]}"
    return subject.served or "raw records get from the served model what they got in the run"


def _notes(bench: Bench) -> list[str]:
    broken = bench.subject.broken
    led = [f"`{path}` is not here: {found} was read." for path, found in _led(bench.subject)]
    led += [
        f"`{each.notebook}` has no folder here: the notebook's run wrote {each.place}."
        for each in bench.subject.exports
        if each.led
    ]
    led += [f"Cell {cell} is not valid Python: both went on without it." for cell in broken]
    return [bench.isolation.describe(), *led, *([] if bench.subject.seeded else [SEEDED])]


def _led(subject: Subject) -> list[tuple[str, str]]:
    return sorted(find_redirected(subject, copied=False).items())
