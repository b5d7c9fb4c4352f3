"""What is no literal of the code → parameters: the seed and the paths of data."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath

from mlship.ir.dataflow import Dataflow
from mlship.ir.plan import DataFile, Parameter
from mlship.planning.datafiles import CHANGE_FOLDER
from mlship.planning.drafting import Draft
from mlship.planning.locating import file_name, path_key


def seed_parameter(unseeded: frozenset[str]) -> tuple[Parameter, ...]:
    """Return the seed as a parameter, if the notebook draws from generators without one."""
    if not unseeded:
        return ()
    return (
        Parameter(
            section="",
            name="seed",
            value=None,
            annotation="int | None",
            comment="for what the notebook draws without a seed",
        ),
    )


def find_unseeded(flow: Dataflow) -> frozenset[str]:
    """Return the generators that the notebook draws from before it seeds them."""
    seeded: set[str] = set()
    found: set[str] = set()
    for node in flow.nodes:
        drawn = {n for n in node.reads | node.mutates if n.startswith("rng:")}
        found |= drawn - seeded
        seeded |= {n for n in node.defines if n.startswith("rng:")}
    return frozenset(found)


def data_parameters(draft: Draft, *, copied: bool, beside: Path | None) -> Iterable[Parameter]:
    """Yield a path for each data file, and each address that data is fetched from.

    No two that are written go to the same one.

    Where the notebook changes its folder, only absolute paths mean the same all along.
    """
    taken: set[str] = set()
    calls = (call.name for node in draft.flow.nodes for call in node.calls)
    near = None if CHANGE_FOLDER in calls else beside
    folder = draft.flow.program.notebook.path.absolute().parent if near else None
    for file in draft.data.files:
        path = _data_path(_placed(file, folder), copied=copied, beside=near)
        if file.written and path in taken:
            path = f"outputs/{file.name}{PurePath(path).suffix}"
        taken.add(path)
        yield Parameter(
            section="data",
            name=file.name,
            value=path,
            annotation="Path",
            comment=f"in the notebook: {file.written_as}",
        )
    for name, address in draft.data.addresses.items():
        yield Parameter(
            section="data", name=name, value=address, annotation="str", comment="fetched from there"
        )


def _placed(file: DataFile, folder: Path | None) -> DataFile:
    """Take a missing file for where the notebook, in a folder, would climb to find it."""
    climbs = path_key(file.written_as).startswith("../")
    if folder is None or file.found or file.written or not climbs:
        return file
    return replace(file, found=(folder / path_key(file.written_as)).resolve())


def _data_path(file: DataFile, *, copied: bool, beside: Path | None) -> str:
    """Return where the project finds a file: its own outputs, its copy, or where it lies now."""
    if file.written:
        return f"outputs/{file_name(file.written_as)}"
    if copied and file.found and file.found.is_file():
        return f"data/{file.found.name}"
    if beside and file.found and (near := _from_project(file.found, beside)):
        return near
    return str(file.found) if file.found and file.found.exists() else file.written_as


def _from_project(found: Path, beside: Path) -> str:
    """Return the way from a project in a folder to a file near it, "" if that leads far away.

    Near is what lies in that folder, in the one above it, or anywhere in these.
    """
    place = beside.resolve()
    for steps, folder in enumerate((place, place.parent), start=1):
        if found.is_relative_to(folder) and folder != Path(folder.anchor):
            return (Path(*[".."] * steps) / found.relative_to(folder)).as_posix()
    return ""
