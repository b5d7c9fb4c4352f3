"""Plan → the parts of the generated README that must be worked out: diagram and tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath

from mlship.ir.plan import DataFile, Kept, Plan
from mlship.settings import Settings

SKIPPED = "until then the tests that need it are skipped"
OUTSIDE = (
    "found, but not in the project: where it is not, as in CI, the tests that need it are skipped "
    "(convert with --sample N for rows of it, with --copy-data for all)"
)
_MOST_NAMES = 3  # on one arrow of the diagram


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """Arrow = from stage, to stage (their places in the plan), what is handed over."""

    origin: int
    target: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """CellRow = cell, where its statements went ("train.fit_model"), why."""

    cell: int
    places: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRow:
    """DataRow = parameter of a data file, its path in the notebook, whether it is there."""

    key: str
    written_as: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFiles:
    """DataFiles = a row a file, whether they lie in the project, names of what is read and written.

    What only looks read may be missing, and is not among `read`.
    """

    rows: tuple[DataRow, ...]
    copied: bool
    read: list[str]
    written: list[str]


def draw_arrows(plan: Plan) -> tuple[Arrow, ...]:
    """Connect the stages by the variables that they hand over."""
    places = {stage.name: place for place, stage in enumerate(plan.stages)}
    carried: dict[tuple[int, int], dict[str, None]] = {}
    for origin, target, name in _handovers(plan):
        carried.setdefault((places[origin], places[target]), {})[name] = None
    return tuple(
        Arrow(origin=origin, target=target, label=_label(list(names)))
        for (origin, target), names in sorted(carried.items())
    )


def _handovers(plan: Plan) -> Iterator[tuple[str, str, str]]:
    made: dict[str, str] = {}
    for step in plan.steps:
        for name in step.arguments:
            if made.get(name, step.stage) != step.stage:
                yield made[name], step.stage, name
        made |= dict.fromkeys(step.targets, step.stage)


def _label(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def list_cells(plan: Plan) -> tuple[CellRow, ...]:
    """Say of each cell of code where it went."""
    cells: dict[int, list[Kept]] = {}
    for kept in (*plan.kept, *plan.apart):
        cells.setdefault(kept.cell, []).append(kept)
    return tuple(_cell_row(cell, cells[cell]) for cell in sorted(cells))


def _cell_row(cell: int, rows: list[Kept]) -> CellRow:
    places = dict.fromkeys(".".join(filter(None, (row.module, row.function))) for row in rows)
    reasons = dict.fromkeys(row.reason for row in rows if row.reason)
    return CellRow(cell=cell, places=tuple(filter(None, places)), reason="; ".join(reasons))


def list_data(plan: Plan, settings: Settings) -> DataFiles:
    """Say of each data file how to set it, whether it was found, and what it is for."""
    rows = (
        DataRow(
            key=f"data.{file.name}",
            written_as=file.written_as,
            state=_state(file, plan, settings),
        )
        for file in plan.data
    )
    return DataFiles(
        rows=tuple(rows),
        copied=settings.copy_data,
        read=_read(plan),
        written=[file.name for file in plan.data if file.written],
    )


def _read(plan: Plan) -> list[str]:
    """List the data files that the stages read; what only looks ask for may be missing."""
    bodies = [(stage.explore, f.body) for stage in plan.stages for f in stage.functions]

    def is_looked_at(name: str) -> bool:
        reads = [look for look, body in bodies if re.search(rf"\.data\.{name}\b", body)]
        return bool(reads) and all(reads)

    return [file.name for file in plan.data if not (file.written or is_looked_at(file.name))]


def list_untested(plan: Plan, settings: Settings) -> tuple[str, ...]:
    """Name the files that were found, and of which neither all nor some rows are in the project."""
    return tuple(
        PureWindowsPath(file.written_as).name
        for file in plan.data
        if file.found and _state(file, plan, settings) == OUTSIDE
    )


def _state(file: DataFile, plan: Plan, settings: Settings) -> str:
    paths = {p.name: str(p.value) for p in plan.parameters if p.section == "data"}
    if file.written:
        return "written by the pipeline"
    if file.found is None:
        return f"missing: set the parameter; {SKIPPED}"
    path = PurePath(paths.get(file.name, ""))
    if not path.is_absolute() and path.parts[:1] != ("..",):
        return "in the project"
    rows = f"found; the tests have {settings.sample} rows of it in tests/data"
    return rows if settings.sample and file.has_rows else OUTSIDE
