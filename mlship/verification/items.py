"""What both sides recorded → the items to compare: which value of one is which of the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from mlship.ir.report import Kind
from mlship.verification.points import FINAL, find_points
from mlship.verification.records import Record, Recorded
from mlship.verification.subject import Subject

# Files that show something; all others that a project writes are what it exports.
IMAGES = (".png", ".jpg", ".jpeg", ".svg", ".pdf", ".gif", ".html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Item = one thing to compare: what it is, its keys on both sides ("" none), where it is made.

    `index` is the position of the statement that makes it, -1 unknown; `generated` the line of the
    generated code, 0 unknown.
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
    generated: int = 0


def find_items(
    subject: Subject, notebook: Record, pipeline: Record, again: Record | None = None
) -> list[Item]:
    """List everything, kind by kind, each in the notebook's order; `again` is its second run."""
    return [
        *_variables(subject, notebook, pipeline),
        *_results(subject, notebook, pipeline),
        *_metrics(subject, notebook, pipeline),
        *_printed(subject, notebook),
        *_aligned("shown", subject, notebook, pipeline),
        *_aligned("figure", subject, notebook, pipeline),
        *_files(subject, notebook, again or notebook),
    ]


def _variables(subject: Subject, notebook: Record, pipeline: Record) -> Iterator[Item]:
    """What can be fitted is a model, and a goal; what only one side has under a name is none."""
    for point in find_points(subject):
        expected = point.output or point.fitted or point.key in pipeline.values
        if point.key in notebook.values and expected:
            is_model = point.fitted or (point.output and notebook.values[point.key].model)
            yield Item(
                kind="model" if is_model else "variable",
                name=point.name,
                notebook=point.key,
                pipeline=point.key,
                goal=is_model,
                index=point.index,
                cell=point.cell,
                line=point.line,
                function=point.function,
            )


def _results(subject: Subject, notebook: Record, pipeline: Record) -> Iterator[Item]:
    """Each model that `run` gives back must be what the notebook has at its end.

    Where the notebook has bound its name anew by then, it must be what the last step of it gave.
    """
    for target, key in subject.results.items():
        if key not in notebook.values or not notebook.values[key].model:
            continue
        last = f"{FINAL}{key}" if f"{FINAL}{key}" in notebook.values else key
        result = pipeline.values.get(f"result:{target}")
        if target in pipeline.results and not _is_told(notebook, pipeline, key, last, result):
            yield Item(
                kind="model",
                name=f"Results.{target}",
                notebook=last,
                pipeline=f"result:{target}",
                goal=True,
                function="run",
            )


def _is_told(
    notebook: Record, pipeline: Record, key: str, last: str, result: Recorded | None
) -> bool:
    """Tell whether nothing happened to a model since the step that made it."""
    step = pipeline.values.get(key)
    if result is None or step is None or result.name != key:
        return False
    unchanged = notebook.values[last].digest == notebook.values[key].digest
    return unchanged and result.digest == step.digest


def _metrics(subject: Subject, notebook: Record, pipeline: Record) -> Iterator[Item]:
    for key in dict.fromkeys([*notebook.values, *pipeline.values]):
        kind, _, rest = key.partition(":")
        if kind == "metric":
            name, _, number = rest.rpartition(":")
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
                generated=pipeline.values[key].line if key in pipeline.values else 0,
            )


def _printed(subject: Subject, notebook: Record) -> Iterator[Item]:
    for function in subject.functions:
        key = f"printed:{function}"
        if key in notebook.values:
            place = notebook.values[key]
            yield Item(
                kind="printed",
                name=function,
                notebook=key,
                pipeline=key,
                index=subject.find_statement(place.cell, place.line),
                cell=place.cell,
                line=place.line,
                function=function,
            )


def _aligned(kind: Kind, subject: Subject, notebook: Record, pipeline: Record) -> Iterator[Item]:
    """Pair what the pipeline shows with what the notebook shows.

    Equal ones in the same cells first, then equal ones, then those of one type in the same cells;
    what only the notebook shows is not what the project keeps.
    """
    free = [value for value in notebook.values.values() if value.key.startswith(f"{kind}:")]
    shown = [value for value in pipeline.values.values() if value.key.startswith(f"{kind}:")]
    pairs: dict[str, Recorded] = {}
    for is_alike in (_is_same_here, _is_same, _is_like_here):
        for value in shown:
            found = [one for one in free if is_alike(subject, one, value)]
            if value.key not in pairs and found:
                pairs[value.key] = found[0]
                free.remove(found[0])
    for value in shown:
        yield _paired(kind, subject, value, pairs.get(value.key))


def _is_same(_subject: Subject, one: Recorded, other: Recorded) -> bool:
    return one.digest == other.digest


def _is_like_here(subject: Subject, one: Recorded, other: Recorded) -> bool:
    return one.type == other.type and one.cell in subject.cells_of(other.function)


def _is_same_here(subject: Subject, one: Recorded, other: Recorded) -> bool:
    return _is_same(subject, one, other) and _is_like_here(subject, one, other)


def _paired(kind: Kind, subject: Subject, value: Recorded, found: Recorded | None) -> Item:
    cell, line = (found.cell, found.line) if found else (-1, 0)
    return Item(
        kind=kind,
        name=value.name,
        notebook=found.key if found else "",
        pipeline=value.key,
        index=subject.find_statement(cell, line),
        cell=cell,
        line=line,
        function=value.function,
        generated=value.line,
    )


def _files(subject: Subject, notebook: Record, again: Record) -> Iterator[Item]:
    """What the notebook writes is a goal, images apart.

    Of what only a run names, logs and the like come out differently each time, and are none.
    """
    for key, value in notebook.values.items():
        kind, _, name = key.partition(":")
        if kind == "file":
            steady = key in again.values and again.values[key].digest == value.digest
            exported = (name in subject.written or steady) and not name.lower().endswith(IMAGES)
            yield Item(kind="file", name=name, notebook=key, pipeline=key, goal=exported)
