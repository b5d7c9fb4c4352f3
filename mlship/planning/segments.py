"""Kept statements → segments, each of which becomes a stage function."""

from collections.abc import Callable, Mapping, Sequence

from mlship.ir.dataflow import Dataflow
from mlship.knowledge import Knowledge
from mlship.planning import prose
from mlship.planning.cutting import FORBIDDEN, Names
from mlship.planning.figures import find_figures
from mlship.planning.interfaces import name_crossing, widths
from mlship.planning.lengths import count_lines
from mlship.planning.naming import slug, unique
from mlship.planning.partition import Segment, cut_long, partition
from mlship.planning.purposes import find_starts
from mlship.planning.roles import LABELS, Context, label_costs
from mlship.planning.sorting import is_caption

# What stands above the first heading, and all where there is none.
OPENING, WHOLE = "opening", "notebook"
# Modules and sections that the project has anyway.
TAKEN = frozenset(
    {*LABELS, "explore", "helpers", "pipeline", "params", "report", "reporting", "runner",
     "running", "service", "serving", "inference", "learned", "forms", "records", "replay",
     "schema", "targets", "matrices", "answerable", "dates", "gaps", "networks", "health",
     "data", "seed", "code", "tests"}
)  # fmt: skip
CUT = 1.5
CUT_WIDTH = 0.25  # for each variable that crosses a cut
MOST_WIDTH = 16
NEW_CELL = 0.6
NEW_HEADING = 2.0
LOOK_BETWEEN = 1.0  # then it is called by the pipeline, not from inside a stage


def find_segments(
    flow: Dataflow,
    kept: Sequence[int],
    hidden: frozenset[str],
    knowledge: Knowledge,
    added: Callable[[int], Sequence[str]],
) -> list[Segment]:
    """Cut the kept statements into segments: by role, then those that are long.

    `added` gives what generated code adds to the calls of a statement.
    """
    crossing = widths(flow, kept, hidden)
    glued = find_glued(flow, kept, find_figures(flow))
    prices = dict(zip(kept, _prices(flow, kept, crossing, glued), strict=True))
    before = dict(zip(kept[1:], kept, strict=False))
    crossed = dict(zip(kept, name_crossing(flow, kept, hidden), strict=True))

    def lines(index: int) -> int:
        looks = index - before.get(index, index - 1) > 1  # called from here, on a line of its own
        return count_lines(flow.nodes[index].statement, added(index)) + looks

    def names(indexes: Sequence[int]) -> Names:
        written, needed = zip(*(crossed[i] for i in indexes), strict=True)
        return Names(written, needed)

    segments = partition(kept, _label_costs(flow, kept, knowledge), crossing, glued)
    return cut_long(segments, lines, prices.__getitem__, names)


def find_headed_segments(
    flow: Dataflow, kept: Sequence[int], knowledge: Knowledge
) -> list[Segment]:
    """Make one segment of all that stands below each heading, a stage of its own.

    Its label, which words are chosen by, is the one that fits its statements best.
    """
    costs = dict(zip(kept, _label_costs(flow, kept, knowledge), strict=True))
    taken = set(TAKEN)
    segments = []
    for heading, indexes in _headed(flow, kept):
        sums = [sum(costs[i][k] for i in indexes) for k in range(len(LABELS))]
        name = unique(slug(heading, fallback=OPENING), taken)
        taken.add(name)
        label = LABELS[sums.index(min(sums))]
        segments.append(Segment(label=label, indexes=tuple(indexes), stage=name))
    return segments


def _headed(flow: Dataflow, kept: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Group the statements by heading, no figure cut."""
    starts = prose.heading_starts(flow.program)
    groups: list[tuple[str, list[int]]] = []
    waiting = OPENING if starts else WHOLE
    seen: set[int] = set()
    for index, glued in zip(kept, find_glued(flow, kept, find_figures(flow)), strict=True):
        cell = flow.nodes[index].statement.cell
        for start in sorted(each for each in starts if each <= cell and each not in seen):
            seen.add(start)
            waiting = starts[start].heading
        if waiting and (not glued or not groups):
            groups.append((waiting, []))
            waiting = ""
        groups[-1][1].append(index)
    return groups


def _label_costs(
    flow: Dataflow, kept: Sequence[int], knowledge: Knowledge
) -> list[tuple[float, ...]]:
    headings = prose.headings_by_cell(flow.program)
    nodes = [flow.nodes[i] for i in kept]
    context = Context.of(nodes, knowledge)
    return [
        label_costs(node, headings.get(node.statement.cell, ""), context, position)
        for position, node in enumerate(nodes)
    ]


def _prices(
    flow: Dataflow, kept: Sequence[int], crossing: Sequence[int], glued: Sequence[bool]
) -> list[float]:
    """Price a cut before each statement: more where much crosses, less where a cell begins."""
    starts = prose.heading_starts(flow.program)
    prices = []
    for position, index in enumerate(kept):
        price = CUT + CUT_WIDTH * min(crossing[position], MOST_WIDTH)
        before = kept[position - 1] if position else index
        cell = flow.nodes[index].statement.cell
        if cell != flow.nodes[before].statement.cell:
            price -= NEW_HEADING if cell in starts else NEW_CELL
        if index > before + 1:
            price -= LOOK_BETWEEN
        prices.append(FORBIDDEN if glued[position] else price)
    return prices


def find_glued(flow: Dataflow, indexes: Sequence[int], figures: Mapping[int, int]) -> list[bool]:
    """Forbid a boundary inside a figure, which is not passed on, below a caption and a start."""
    last = {figures[i]: k for k, i in enumerate(indexes) if i in figures}
    starts = find_starts([flow.nodes[i] for i in indexes])
    code = [i for i in indexes if not is_caption(flow.nodes[i])]
    ends = {flow.nodes[i].statement.cell: i for i in code}
    glued, reach = [], 0
    for position, index in enumerate(indexes):
        before = indexes[position - 1]
        belongs = position > 0 and (
            position <= reach or before in starts or _announces(flow, before, index, ends)
        )
        glued.append(belongs)
        if index in figures:
            reach = max(reach, last[figures[index]])
    return glued


def _announces(flow: Dataflow, index: int, following: int, last: Mapping[int, int]) -> bool:
    """Tell whether a print of mere text and what stands below it belong together.

    It announces what follows in its cell, or in the next one where its own has nothing else; at
    the end of a cell it closes what stands above. `last` says where a cell's other code ends.
    """
    above, below = flow.nodes[index], flow.nodes[following]
    within = above.statement.cell == below.statement.cell
    if is_caption(above):
        return within or above.statement.cell not in last
    return is_caption(below) and within and following > last[below.statement.cell]
