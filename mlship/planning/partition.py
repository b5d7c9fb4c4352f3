"""Kept statements → segments: an order-preserving cut that makes boundaries narrow.

The segmentation minimises, over all labelings, the sum of role costs and of the price of each
boundary (a constant plus the number of variables that cross it): a shortest path, found by
dynamic programming as Viterbi's algorithm does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mlship.planning.cutting import Names, cut
from mlship.planning.roles import LABELS

SWITCH = 1.0
WIDTH = 0.16
WIDTH_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Segment = stage label, indexes of its statements (one generated function), own stage.

    `stage` names the stage where it is not one of the usual, named by its label.
    """

    label: str
    indexes: tuple[int, ...]
    stage: str = ""


def partition(
    indexes: Sequence[int],
    costs: Sequence[Sequence[float]],
    widths: Sequence[int],
    glued: Sequence[bool],
) -> list[Segment]:
    """Label the statements and cut where the label changes.

    `costs[k]` has a cost for each of `LABELS`; `widths[k]` is the number of variables that cross
    the boundary before statement k; `glued[k]` forbids that boundary.
    """
    if not indexes:
        return []
    labels = _cheapest(costs, [_price(w, glued=g) for w, g in zip(widths, glued, strict=True)])
    starts = [k for k in range(len(indexes)) if k == 0 or labels[k] != labels[k - 1]]
    ends = [*starts[1:], len(indexes)]
    return [
        Segment(label=LABELS[labels[s]], indexes=tuple(indexes[s:e]))
        for s, e in zip(starts, ends, strict=True)
    ]


def _price(width: int, *, glued: bool) -> float:
    return 1000.0 if glued else SWITCH + WIDTH * min(width, WIDTH_LIMIT)


def _cheapest(costs: Sequence[Sequence[float]], prices: Sequence[float]) -> list[int]:
    """Return the label of each statement on the cheapest path."""
    totals = list(costs[0])
    back: list[list[int]] = []
    for row, price in zip(costs[1:], prices[1:], strict=True):
        best = min(range(len(totals)), key=totals.__getitem__)
        came = [k if totals[k] <= totals[best] + price else best for k in range(len(totals))]
        totals = [row[k] + min(totals[k], totals[best] + price) for k in range(len(totals))]
        back.append(came)
    path = [min(range(len(totals)), key=totals.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def cut_long(
    segments: Sequence[Segment],
    lines: Callable[[int], int],
    price: Callable[[int], float],
    names: Callable[[Sequence[int]], Names],
) -> list[Segment]:
    """Cut segments that would be long functions, each where little crosses.

    `lines(i)` is the length of statement i, `price(i)` what a cut before it costs (infinite:
    forbidden), `names` tells what statements bind and what is needed after each.
    """
    return [part for segment in segments for part in _cut(segment, lines, price, names)]


def _cut(
    segment: Segment,
    lines: Callable[[int], int],
    price: Callable[[int], float],
    names: Callable[[Sequence[int]], Names],
) -> Iterable[Segment]:
    sizes = [lines(i) for i in segment.indexes]
    prices = [price(i) for i in segment.indexes]
    for start, end in cut(sizes, prices, names(segment.indexes)):
        yield Segment(label=segment.label, indexes=segment.indexes[start:end])
