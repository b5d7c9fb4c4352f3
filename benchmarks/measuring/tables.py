"""Counts and rows → Markdown tables, shares with their 95 % Wilson interval."""

import math
import statistics
from collections.abc import Iterable, Sequence

Z = 1.959963984540054  # two-sided 95 %


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    centre = share + spread / 2
    width = Z * math.sqrt(share * (1 - share) / of + spread / of / 4)
    low, high = (centre - width) / (1 + spread), (centre + width) / (1 + spread)
    return max(low, 0.0), min(high, 1.0)


def share(hits: int, of: int) -> str:
    """Write a share: `33 of 35 = 94.3 % (81.4-98.4)`."""
    if of == 0:
        return "0 of 0"
    low, high = wilson(hits, of)
    return f"{hits} of {of} = {hits / of:.1%} ({low * 100:.1f}-{high * 100:.1f})"


def spread(values: Sequence[float]) -> str:
    """Write a distribution: `median 7 · p90 18 · max 44`."""
    if not values:
        return "none"
    ranked = sorted(values)
    p90 = ranked[min(len(ranked) - 1, math.ceil(0.9 * len(ranked)) - 1)]
    return f"median {statistics.median(ranked):g} · p90 {p90:g} · max {ranked[-1]:g}"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)


def cell(value: object) -> str:
    """Write one cell on one line."""
    return str(value).replace("|", "\\|").replace("\n", " ")
