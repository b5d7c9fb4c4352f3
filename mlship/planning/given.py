"""What is no literal of the code → parameters: the seed and the paths of data."""

from collections.abc import Iterable
from pathlib import PurePath

from mlship.ir.dataflow import Dataflow
from mlship.ir.plan import DataFile, Parameter
from mlship.planning.drafting import Draft
from mlship.planning.locating import file_name


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


def data_parameters(draft: Draft, *, copied: bool) -> Iterable[Parameter]:
    """Yield a path for each data file; no two that are written go to the same one."""
    taken: set[str] = set()
    for file in draft.data.files:
        path = _data_path(file, copied=copied)
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


def _data_path(file: DataFile, *, copied: bool) -> str:
    """Return where the project finds a file: its own outputs, its copy, or where it lies now."""
    if file.written:
        return f"outputs/{file_name(file.written_as)}"
    if copied and file.found and file.found.is_file():
        return f"data/{file.found.name}"
    return str(file.found or file.written_as)
