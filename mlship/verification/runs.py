"""A subject → its notebook and its pipeline, each run once in a place of its own, recorded."""

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mlship.ir.notebook import Notebook
from mlship.verification.guard import Overlay
from mlship.verification.points import WORLD, Point, find_last, find_points, ordinal
from mlship.verification.reaching import climb
from mlship.verification.records import Record
from mlship.verification.subject import Step, Subject
from mlship.verification.tracing import trace_points, traced_names
from mlship.verification.workspace import (
    Apart,
    Ended,
    Errand,
    Isolation,
    Limits,
    Place,
    can_be_covered,
    make_place,
    run_apart,
)

INSIDE = Path(__file__).with_name("inside")
# The same for every run: hashes, threads, screen, place, time.
CONTROLS = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # What runs on all cores draws in processes of its own, which nobody can seed.
    "LOKY_MAX_CPU_COUNT": "1",
    "MPLBACKEND": "Agg",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
    # The packages are those of the interpreter: what a notebook installs would change them.
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
INHERITED = ("HOME", "USER", "LOGNAME", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")

Tell = Callable[[str, int | str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Bench = the subject, where its runs have their rooms, within which limits, what runs them.

    `climbs` is how many folders above its own the notebook may write to.
    """

    subject: Subject
    room: Path
    isolation: Isolation
    limits: Limits
    climbs: int = 0
    run: Apart = run_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Asked = digests to keep whole values that differ from, keys to keep anyway, pictures?

    `trace` is a function whose variables are wanted after each statement, `watched` are
    statements of which is wanted what they change.
    """

    expected: Mapping[str, str] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()
    pictures: bool = False
    trace: str = ""
    watched: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Run = what was recorded, how it ended, the folder with the files that it changed, layers."""

    record: Record
    ended: Ended
    changes: Path
    layers: tuple[Overlay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Task = one of our programs, the name of its room, the folder it works in, its settings."""

    program: str
    name: str
    folder: Path | None
    settings: Mapping[str, object]


def run_notebook(bench: Bench, notebook: Notebook, name: str, asked: Asked, tell: Tell) -> Run:
    """Run the notebook's cells."""
    subject = bench.subject
    settings = {
        "cells": [
            {"index": cell.index, "source": cell.source}
            for cell in notebook.cells
            if cell.kind == "code" and cell.index not in subject.broken
        ],
        "points": _grouped(
            [*find_points(subject), *find_last(subject), *trace_points(subject, asked.trace)]
        ),
        "watched": [_watched(subject, index) for index in asked.watched],
        "metrics": subject.measured,
        "paths": find_redirected(subject, copied=not bench.isolation.overlays),
        "outputs": {each.notebook: each.place for each in subject.exports if each.led},
    }
    task = Task(program="notebook", name=name, folder=subject.notebook.parent, settings=settings)
    return _run(bench, task, asked, tell)


def run_pipeline(bench: Bench, asked: Asked, tell: Tell) -> Run:
    """Run the pipeline."""
    subject = bench.subject
    points = find_points(subject)
    outputs = {step.function: step.outputs for step in subject.steps}
    steps = {step.function: step for step in subject.steps}
    functions = {
        name: {
            "outputs": outputs.get(name, ()),  # a look inside of a stage is no step
            "values": {p.key: p.name for p in points if p.function == name},
            "names": _renamed(steps.get(name), [p.name for p in points if p.function == name]),
        }
        for name in {*subject.functions, *outputs}
    }
    settings = {
        "package": subject.package,
        "functions": functions,
        "inner": subject.inner,
        "traced": _renamed(steps.get(asked.trace), traced_names(subject, asked.trace)),
        "written": [export.project for export in subject.exports],
    }
    name = "pipeline again" if asked.trace else "pipeline"
    task = Task(program="pipeline", name=name, folder=subject.root, settings=settings)
    return _run(bench, task, asked, tell)


def _renamed(step: Step | None, names: Iterable[str]) -> dict[str, str]:
    """Say what the function of a step calls the notebook's variables."""
    return {name: step.local(name) if step else name for name in names}


def compare_values(
    bench: Bench, pairs: Mapping[str, tuple[Path, Path]]
) -> dict[str, dict[str, str]]:
    """Compare whole values in the project's interpreter, which knows their types."""
    settings = {"pairs": {key: list(map(str, pair)) for key, pair in pairs.items()}}
    task = Task(program="comparing", name="comparing", folder=None, settings=settings)
    found = _run(bench, task, Asked(), lambda *_: None).record.room / "compared.json"
    verdicts: dict[str, dict[str, str]] = json.loads(found.read_bytes()) if found.exists() else {}
    return verdicts


def read_files(bench: Bench, files: Mapping[str, Mapping[str, Path]]) -> dict[str, Record]:
    """Read files in the project's interpreter: run → key → path."""
    paths = {run: {key: str(path) for key, path in each.items()} for run, each in files.items()}
    known = {"package": bench.subject.package, "source": str(bench.subject.root / "src")}
    told = {"files": paths, **known}
    task = Task(program="reading", name="reading", folder=None, settings=told)
    room = _run(bench, task, Asked(), lambda *_: None).record.room
    records = {run: Record(room=room / run) for run in files}
    for record in records.values():
        record.read(lambda *_: None)
    return records


def _grouped(points: list[Point]) -> list[dict[str, object]]:
    places: dict[tuple[int, int, int], dict[str, str]] = {}
    for point in points:
        places.setdefault((point.cell, point.line, point.ordinal), {})[point.key] = point.name
    return [
        {"cell": cell, "line": line, "ordinal": ordinal, "values": values}
        for (cell, line, ordinal), values in sorted(places.items())
    ]


def _watched(subject: Subject, index: int) -> dict[str, object]:
    """Say where a statement is, and which variables there are before it."""
    everything, statement = subject.statements, subject.statements[index]
    earlier = (name for each in everything[:index] for name in each.writes)
    return {
        "index": index,
        "cell": statement.cell,
        "line": statement.line,
        "ordinal": ordinal(everything, index),
        "names": sorted({*earlier} - WORLD),
    }


def find_redirected(subject: Subject, *, copied: bool) -> dict[str, str]:
    """Pair the paths that lead nowhere with the files; from a copy, those out of it too."""
    folder = subject.notebook.parent
    return {
        path: found
        for path, found in subject.paths.items()
        if not (folder / path).exists() or (copied and ".." in Path(path).parts)
    }


def _run(bench: Bench, task: Task, asked: Asked, tell: Tell) -> Run:
    place = _place(bench, task)
    record = Record(room=place.room)
    whole = {"folder": str(place.room), **_told(asked), **task.settings}
    configuration = place.room / "settings.json"
    configuration.write_text(json.dumps(whole), encoding="utf-8")
    errand = Errand(
        command=[bench.subject.python, INSIDE, task.program, configuration],
        env=_environment(bench.subject, place),
        place=place,
        isolation=bench.isolation,
    )
    started = time.monotonic()
    ended = bench.run(errand, bench.limits, lambda: record.read(tell))
    record.read(tell)
    record.seconds = time.monotonic() - started
    return Run(record=record, ended=ended, changes=place.changes, layers=place.overlays)


def _told(asked: Asked) -> dict[str, object]:
    return {**asdict(asked), "wanted": sorted(asked.wanted)}


def _place(bench: Bench, task: Task) -> Place:
    room, folder = bench.room / task.name, task.folder
    if folder is None:
        room.mkdir()
        return Place(room=room, cwd=room, changes=room)
    subject = bench.subject
    covered = bench.isolation.overlays and can_be_covered(folder)
    above = climb(folder, bench.climbs)
    others = [subject.notebook.parent, subject.root, Path.home()]
    if not bench.room.is_relative_to(
        above
    ):  # what a run changes cannot lie in what it is laid over
        others.append(above)
    return make_place(room, folder, filter(can_be_covered, others), overlays=covered)


def _data_of_copy(subject: Subject) -> dict[str, str]:
    """Tell a copy of the project where data lies: paths from it lead elsewhere."""
    start = f"{subject.package}_data__"
    return {f"{start}{name}".upper(): path for name, path in subject.files.items()}


def _environment(subject: Subject, place: Place) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    scratch = place.room / "tmp"
    scratch.mkdir()
    return {
        **inherited,
        **CONTROLS,
        **(_data_of_copy(subject) if place.cwd != subject.root else {}),
        "PATH": os.pathsep.join([str(subject.python.parent), os.environ.get("PATH", "")]),
        "TMPDIR": str(scratch),
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
    }
