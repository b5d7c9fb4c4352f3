"""Looks → functions of the exploration module, each at a place where it sees what it saw."""

from collections.abc import Iterable, Sequence

from mlship.ir.dataflow import Dataflow
from mlship.planning.interfaces import EXPLORE, Unit, usage
from mlship.planning.partition import Segment

LINES = 8


def group_looks(flow: Dataflow, kept: Sequence[int], looks: Sequence[int]) -> list[tuple[int, ...]]:
    """Group looks into functions: neighbours, cut where cells end and no name crosses."""
    keep = set(kept)
    groups: list[list[int]] = []
    for index in looks:
        if groups and _belongs(flow, groups[-1], index, keep):
            groups[-1].append(index)
        else:
            groups.append([index])
    return [tuple(group) for group in groups]


def _belongs(flow: Dataflow, group: list[int], index: int, kept: set[int]) -> bool:
    if any(i in kept for i in range(group[-1] + 1, index)):
        return False
    nodes = flow.nodes
    same_cell = nodes[group[-1]].statement.cell == nodes[index].statement.cell
    lines = sum(nodes[i].statement.source.count("\n") + 1 for i in group)
    written = {name for i in group for name in nodes[i].writes if name != "figure"}
    return same_cell or lines < LINES or bool(written & nodes[index].reads)


def place_looks(
    flow: Dataflow, segments: Sequence[Segment], groups: Sequence[tuple[int, ...]]
) -> list[Unit]:
    """Put each group at a boundary between stages where it still sees the same values.

    Where there is none, it is called from inside the stage, at its own place.
    """
    order = [i for segment in segments for i in segment.indexes]
    starts = _starts(segments)
    at: dict[int, list[tuple[int, ...]]] = {}
    inside: dict[int, list[tuple[int, ...]]] = {}
    for group in groups:
        position = sum(i < group[0] for i in order)
        boundary = _boundary(flow, order, starts, group, position)
        if boundary is None:
            inside.setdefault(position, []).append(group)
        else:
            at.setdefault(boundary, []).append(group)
    return list(_units(segments, starts, at, inside))


def _starts(segments: Sequence[Segment]) -> list[int]:
    starts = [0]
    for segment in segments:
        starts.append(starts[-1] + len(segment.indexes))
    return starts


def _boundary(
    flow: Dataflow,
    order: Sequence[int],
    starts: Sequence[int],
    group: tuple[int, ...],
    position: int,
) -> int | None:
    """Return the nearest boundary that no write to what the group reads lies before."""
    reads = {
        name
        for i in group
        for name in flow.nodes[i].reads | flow.nodes[i].mutates
        if name != "figure"
    }

    def is_free(low: int, high: int) -> bool:
        return not any(reads & flow.nodes[i].writes for i in order[low:high])

    later = next((s for s in starts if s >= position), None)
    if later is not None and is_free(position, later):
        return later
    earlier = next((s for s in reversed(starts) if s <= position), None)
    if earlier is not None and is_free(earlier, position):
        return earlier
    return None


def _units(
    segments: Sequence[Segment],
    starts: Sequence[int],
    at: dict[int, list[tuple[int, ...]]],
    inside: dict[int, list[tuple[int, ...]]],
) -> Iterable[Unit]:
    for segment, start in zip(segments, starts, strict=False):
        yield from (Unit(label=EXPLORE, indexes=group) for group in at.pop(start, []))
        indexes: list[int] = []
        for offset, index in enumerate(segment.indexes):
            indexes += [i for group in inside.get(start + offset, []) for i in group]
            indexes.append(index)
        yield Unit(label=segment.label, indexes=tuple(indexes))
    for groups in at.values():
        yield from (Unit(label=EXPLORE, indexes=group) for group in groups)


def needs_of(flow: Dataflow, group: Sequence[int], hidden: frozenset[str]) -> frozenset[str]:
    """Return the variables that a group of looks is given."""
    return usage((flow.nodes[i] for i in group), hidden).needs
