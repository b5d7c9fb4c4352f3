"""What both sides recorded → the items to compare: which value of one is which of the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from mlship.ir.report import Kind
from mlship.verification.points import find_points
from mlship.verification.records import Record
from mlship.verification.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Item = one thing to compare: what it is, its keys on both sides ("" none), where it is made.

    `index` is the position of the statement that makes it, -1 unknown.
    """

    kind: Kind
    name: str
    notebook: str
    pipeline: str
    goal: bool = False
    index: int = -1
    cell: int = -1
    line: int = 0
    function: str = ""


def find_items(subject: Subject, notebook: Record, pipeline: Record) -> list[Item]:
    """List everything, the variables first, each in the notebook's order."""
    return [*_variables(subject, notebook), *_metrics(subject, notebook, pipeline)]


def _variables(subject: Subject, notebook: Record) -> Iterator[Item]:
    """What is fitted is a model, and a goal; what the notebook does not have is no variable."""
    for point in find_points(subject):
        if point.key in notebook.values:
            yield Item(
                kind="model" if point.fitted else "variable",
                name=point.name,
                notebook=point.key,
                pipeline=point.key,
                goal=point.fitted,
                index=point.index,
                cell=point.cell,
                line=point.line,
                function=point.function,
            )


def _metrics(subject: Subject, notebook: Record, pipeline: Record) -> Iterator[Item]:
    keys = dict.fromkeys([*notebook.values, *pipeline.values])
    for key in keys:
        if key.startswith("metric:"):
            _, name, number = key.split(":")
            place = notebook.values.get(key)
            cell, line = (place.cell, place.line) if place else (-1, 0)
            yield Item(
                kind="metric",
                name=name if number == "1" else f"{name}_{number}",
                notebook=key,
                pipeline=key,
                goal=True,
                index=subject.find_statement(cell, line),
                cell=cell,
                line=line,
                function=pipeline.values[key].function if key in pipeline.values else "",
            )
