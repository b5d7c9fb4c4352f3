"""A project's folder → what is to be verified: its package, its notebook, how values travel."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from mlship.errors import UsageError

FOLDER = ".mlship"

HELPERS = "helpers"

# Stands between a function and the number of a call, where several steps call it.
CALL = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Statement = cell, line, the function that it went to, what it writes, depends on, binds."""

    cell: int
    line: int
    module: str
    function: str
    reason: str
    writes: tuple[str, ...]
    depends: tuple[int, ...]
    binds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Step = one call in `run`: stage, function, its outputs, those that it fits, their locals.

    Where several steps call one function, each has a key in its place: ``evaluate_model#2`` is the
    second. `names` are then the function's own names of the notebook's variables.
    """

    stage: str
    function: str
    outputs: tuple[str, ...]
    targets: tuple[str, ...]
    fits: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def local(self, name: str) -> str:
        """Return what the function calls a variable, "" if it has none of that name."""
        return self.names.get(name, "" if name in self.names.values() else name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Export = what a written file is called, its path in the notebook and in the project.

    `led` says that the notebook's run writes it to the project's path, under its own folder.
    """

    name: str
    notebook: str
    project: str
    led: bool = False

    @property
    def place(self) -> str:
        """Where the notebook's run leaves it."""
        return self.project if self.led else PurePath(self.notebook).as_posix()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Subject = project, its notebook, and the record of how one became the other.

    `files` are where data lies, by their parameters. `served` says why records are no raw ones,
    "" if they are; `inner` are functions that those of steps call, with a part of their statements.
    The cells that are `broken` are no Python: they do nothing, here and there.
    """

    root: Path
    package: str
    python: Path
    notebook: Path
    sha256: str
    statements: tuple[Statement, ...]
    steps: tuple[Step, ...]
    measured: tuple[Mapping[str, object], ...]
    paths: Mapping[str, str]
    exports: tuple[Export, ...]
    model: str
    seeded: bool
    served: str = ""
    inner: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[int, ...] = ()

    @cached_property
    def by_function(self) -> dict[str, list[int]]:
        """The positions of the statements that each function holds, in the notebook's order.

        What the notebook's own functions do belongs to the stages that call them.
        """
        found: dict[str, list[int]] = {}
        for index, statement in enumerate(self.statements):
            if statement.module not in {"", HELPERS}:
                found.setdefault(statement.function, []).append(index)
        return found

    @cached_property
    def written(self) -> frozenset[str]:
        """The names of the files that the project says it writes."""
        return frozenset(export.name for export in self.exports)

    @cached_property
    def functions(self) -> list[str]:
        """All functions that hold statements, in the notebook's order."""
        return [name for name in self.by_function if name]

    @cached_property
    def results(self) -> dict[str, str]:
        """The locals of `run`, with the function and variable that they come from at last."""
        return {
            target: f"{step.function}:{output}"
            for step in self.steps
            for target, output in zip(step.targets, step.outputs, strict=True)
        }

    def cells_of(self, function: str) -> set[int]:
        """List the cells that a function's statements come from."""
        return {self.statements[index].cell for index in self.by_function.get(function, ())}

    def find_statement(self, cell: int, line: int) -> int:
        """Find the last statement of a cell that begins in this line or before it, else -1."""
        found = [i for i, s in enumerate(self.statements) if s.cell == cell and s.line <= line]
        return found[-1] if found else -1


def open_subject(root: Path, package: str, python: Path, notebook: Path | None = None) -> Subject:
    """Read the records that the conversion left."""
    remembered, flow = _read(root, "notebook"), _read(root, "flow")
    path = (notebook or Path(remembered["path"])).absolute()
    data = [file for file in flow["data"] if file["found"]]
    return Subject(
        root=root,
        package=package,
        python=python,
        notebook=path,
        sha256=remembered["sha256"],
        statements=tuple(_statement(each) for each in flow["statements"]),
        steps=tuple(_step(each) for each in flow["steps"]),
        measured=tuple(flow["measured"]),
        paths={file["written_as"]: file["found"] for file in data},
        exports=tuple(_exports(path.parent, [f for f in flow["data"] if f["written"]])),
        model=flow["model"],
        seeded=flow["seeded"],
        served=flow.get("served", ""),
        inner=tuple(flow.get("inner", ())),
        files={file["name"]: file["found"] for file in data},
        broken=tuple(flow.get("broken", ())),
    )


def _read(root: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads((root / FOLDER / f"{name}.json").read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(
            "This project does not say which notebook it was made of.",
            hint="Convert the notebook again: mlship convert NOTEBOOK -o FOLDER",
            location=str(root / FOLDER / f"{name}.json"),
        ) from error
    return found if isinstance(found, dict) else {}


def _exports(folder: Path, rows: list[dict[str, Any]]) -> Iterator[Export]:
    """Name written files: by their own names, where two have the same by their paths."""
    names = Counter(PureWindowsPath(row["written_as"]).name for row in rows)
    for row in rows:
        path = row["written_as"]
        name = PureWindowsPath(path).name
        yield Export(
            name=name if names[name] == 1 else path,
            notebook=path,
            project=row.get("path") or f"outputs/{name}",
            led=_is_elsewhere(path, folder),
        )


def _is_elsewhere(path: str, folder: Path) -> bool:
    """Tell whether a path names a folder of another machine, which nothing can be written to."""
    is_absolute = PureWindowsPath(path).is_absolute() or Path(path).is_absolute()
    return is_absolute and not (folder / path).parent.is_dir()


def _statement(row: Mapping[str, Any]) -> Statement:
    return Statement(
        cell=row["cell"],
        line=row["line"],
        module=row["module"],
        function=_key(row),
        reason=row["reason"],
        writes=tuple(row["writes"]),
        depends=tuple(row["depends"]),
        binds=tuple(row.get("binds", row["writes"])),
    )


def _key(row: Mapping[str, object]) -> str:
    """Name a function, or which call of it is meant, where there are several."""
    call = row.get("call", 0)
    return f"{row['function']}{CALL}{call}" if call else str(row["function"])


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        stage=row["stage"],
        function=_key(row),
        outputs=tuple(row["outputs"]),
        targets=tuple(row["targets"]),
        fits=tuple(row["fits"]),
        names=row.get("names", {}),
    )
