"""Looks → functions of the exploration module, each at a place where it sees what it saw."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby

from mlship.ir.dataflow import Dataflow
from mlship.ir.failing import find_failing
from mlship.ir.program import Prose
from mlship.planning.cutting import FORBIDDEN, cut
from mlship.planning.figures import FIGURE
from mlship.planning.interfaces import EXPLORE, Unit, usage
from mlship.planning.lengths import count_lines
from mlship.planning.partition import Segment
from mlship.planning.prose import heading_starts
from mlship.planning.segments import find_glued

CUT = 1.0
NEW_CELL = 0.5
NEW_HEADING = 1.5
APART = -100.0  # what fails takes nothing with it that can be looked at without it


def group_looks(
    flow: Dataflow, kept: Sequence[int], looks: Sequence[int], figures: Mapping[int, int]
) -> list[tuple[int, ...]]:
    """Group looks into functions: neighbours, cut where no name and no figure crosses."""
    number = {index: bisect(kept, index) for index in looks}
    runs = groupby(looks, key=number.__getitem__)
    starts, failing = heading_starts(flow.program), find_failing(flow.program)
    cut_run = partial(_cut, flow, starts=starts, failing=failing, figures=figures)
    return [group for _, run in runs for group in cut_run(tuple(run))]


def _cut(
    flow: Dataflow,
    run: tuple[int, ...],
    starts: Mapping[int, Prose],
    failing: frozenset[int],
    figures: Mapping[int, int],
) -> Iterable[tuple[int, ...]]:
    glued = find_glued(flow, run, figures) if len(run) > 1 else [False]
    needed = _needed_from(flow, run)
    written: set[str] = set()
    prices = []
    for position, index in enumerate(run):
        before = run[max(position - 1, 0)]
        crosses = glued[position] or not written.isdisjoint(needed[position])
        apart = index in failing or before in failing
        price = APART if apart else CUT - _worth(flow, before, index, starts)
        prices.append(FORBIDDEN if crosses else price)
        written |= flow.nodes[index].writes - {FIGURE}
    sizes = [count_lines(flow.nodes[i].statement) for i in run]
    yield from (run[start:end] for start, end in cut(sizes, prices))


def _worth(flow: Dataflow, before: int, index: int, starts: Mapping[int, Prose]) -> float:
    """Say how much a new cell, or a new heading, speaks for a cut above a statement."""
    cell = flow.nodes[index].statement.cell
    if cell == flow.nodes[before].statement.cell:
        return 0
    return NEW_HEADING if cell in starts else NEW_CELL


def _needed_from(flow: Dataflow, run: Sequence[int]) -> list[frozenset[str]]:
    """Return the names that are still needed from each statement on."""
    needed: frozenset[str] = frozenset()
    found = []
    for index in reversed(run):
        node = flow.nodes[index]
        needed = (needed - node.defines) | node.reads | node.mutates | node.may_define
        found.append(needed)
    return found[::-1]


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
        yield Unit(label=segment.label, indexes=tuple(indexes), stage=segment.stage)
    for groups in at.values():
        yield from (Unit(label=EXPLORE, indexes=group) for group in groups)


def needs_of(flow: Dataflow, group: Sequence[int], hidden: frozenset[str]) -> frozenset[str]:
    """Return the variables that a group of looks is given."""
    return usage((flow.nodes[i] for i in group), hidden).needs
