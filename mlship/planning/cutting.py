"""Runs of statements → pieces of a good length, cut where little crosses.

The cheapest way to cut is found by dynamic programming: each piece costs what its length is
away from comfortable, each cut costs its price.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mlship.planning.lengths import BRACKETS, INDENT, WIDTH

COMFORTABLE = range(5, 26)  # lines of a function that reads at a glance
HARD_LINES = 48  # the return statement and formatting need room below 60
FORBIDDEN = float("inf")
ONE_LINE = 60  # columns of names beside the class that gives them back
TOO_SHORT = 0.5
TOO_LONG = 0.12
FAR_TOO_LONG = 8.0
LONGEST = 160  # lines of a piece that is considered at all, unless no cut is allowed


@dataclass(frozen=True, slots=True)
class Names:
    """Names = what each item binds, and what is still needed after it: a piece gives that back."""

    written: Sequence[frozenset[str]]
    needed: Sequence[frozenset[str]]


def cut(
    sizes: Sequence[int], prices: Sequence[float], names: Names | None = None
) -> list[tuple[int, int]]:
    """Return the pieces as (start, end); `prices[k]` is the price of a cut before item k."""
    if not sizes:
        return []
    best: list[float] = [0.0]
    back = [0]
    for end in range(1, len(sizes) + 1):
        cost, start = min(_ways(sizes, prices, best, end, names))
        best.append(cost)
        back.append(start)
    return _pieces(back)


def _ways(
    sizes: Sequence[int],
    prices: Sequence[float],
    best: Sequence[float],
    end: int,
    names: Names | None,
) -> list[tuple[float, int]]:
    """Return what each last piece that ends at `end` costs, with its start."""
    ways, length, back = [], 0, 0
    given: frozenset[str] = frozenset()
    for start in range(end - 1, -1, -1):
        length += sizes[start]
        if names is not None:
            more = names.written[start] & names.needed[end - 1]
            if not more <= given:
                given |= more
                back = lines_of_return(given)
        if start == 0 or prices[start] != FORBIDDEN:
            price = prices[start] if start else 0.0
            cost = length_cost(length + back)
            ways.append((best[start] + price + cost, start))
            if length > LONGEST:
                break
    return ways


def lines_of_return(names: Collection[str]) -> int:
    """Return how many lines more than one it takes to give these names back."""
    columns = sum(len(name) + 2 for name in names)
    if columns <= ONE_LINE:
        return 0
    return BRACKETS if columns <= WIDTH - INDENT else BRACKETS + len(names) - 1


def length_cost(lines: int) -> float:
    """Return what a piece of so many lines costs."""
    cost = TOO_SHORT * max(0, COMFORTABLE.start - lines)
    cost += TOO_LONG * max(0, lines - COMFORTABLE.stop + 1)
    return cost + FAR_TOO_LONG * max(0, lines - HARD_LINES)


def _pieces(back: Sequence[int]) -> list[tuple[int, int]]:
    pieces, end = [], len(back) - 1
    while end > 0:
        pieces.append((back[end], end))
        end = back[end]
    return pieces[::-1]
