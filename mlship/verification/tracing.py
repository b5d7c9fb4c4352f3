"""A function whose values differ → the line of it after which the first of them does.

Both sides run once more, and say what each of the function's variables is after each statement.
The notebook does so in the second run that it needs anyway.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlship.verification.items import Item
from mlship.verification.points import WORLD, Point, ordinal
from mlship.verification.records import Record
from mlship.verification.subject import Subject

PREFIX = "trace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Cause = function, the line in its file after which a variable differs (0 none), in words."""

    function: str
    line: int
    text: str


def find_suspect(
    subject: Subject, items: Iterable[Item], notebook: Record, pipeline: Record
) -> str:
    """Choose the first function of the pipeline that gives something else than the notebook has."""
    wrong = {
        item.function
        for item in items
        if item.kind in {"variable", "model"} and item.pipeline in pipeline.values
        if notebook.values[item.notebook].digest != pipeline.values[item.pipeline].digest
    }
    return next((step.function for step in subject.steps if step.function in wrong), "")


def trace_points(subject: Subject, function: str) -> Iterator[Point]:
    """Ask for every variable after each of the statements that write it."""
    for index in subject.by_function.get(function, ()):
        statement = subject.statements[index]
        for name in statement.writes:
            if name not in WORLD:
                yield Point(
                    key=f"{PREFIX}:{index}:{name}",
                    name=name,
                    function=function,
                    output=False,
                    fitted=False,
                    index=index,
                    cell=statement.cell,
                    line=statement.line,
                    ordinal=ordinal(subject.statements, index),
                )


def traced_names(subject: Subject, function: str) -> list[str]:
    """List the variables that the trace follows."""
    return sorted({point.name for point in trace_points(subject, function)})


def find_cause(subject: Subject, function: str, notebook: Record, pipeline: Record) -> Cause | None:
    """Find the first line after which a variable has a value that the notebook never has.

    Where there is none, a statement of the notebook has no effect in the pipeline.
    """
    steps = list(_read_trace(pipeline))
    known = {(name, digest) for _, name, digest in _read_trace(notebook)}
    known |= {(name, digest) for line, name, digest in steps if line == 0}
    for line, name, digest in steps:
        if (name, digest) not in known:
            return Cause(function=function, line=line, text=f"{name} is first apart in line {line}")
    reached = {(name, digest) for _, name, digest in steps}
    for index, name, digest in _read_trace(notebook):
        if (name, digest) not in reached:
            lost = subject.statements[index]
            text = f"cell {lost.cell}, line {lost.line} does nothing to {name} in the pipeline"
            return Cause(function=function, line=0, text=text)
    return None


def _read_trace(record: Record) -> Iterator[tuple[int, str, str]]:
    """Yield statement or line, variable and digest, in the order in which they came."""
    for key, value in record.values.items():
        kind, *rest = key.split(":")
        if kind == PREFIX:
            yield int(rest[0]), rest[1], value.digest
