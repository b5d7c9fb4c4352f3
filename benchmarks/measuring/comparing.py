"""What a notebook showed and what a pipeline left → which values are there, missing, rounded."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

RELATIVE = 1e-9
ABSOLUTE = 1e-12
# round(accuracy, 4) and accuracy are the same metric; with fewer digits chance would match.
FEWEST_DIGITS, MOST_DIGITS = 2, 6
Match = Literal["equal", "rounded", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Noted = one line of a metrics log: shown or call, source or name, its numbers."""

    kind: str
    name: str
    values: tuple[float, ...]


def read_log(path: Path) -> list[Noted]:
    """Read a log; no file is an empty log."""
    if not path.is_file():
        return []
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Noted(kind=line["kind"], name=line["name"], values=tuple(numbers_in(line["value"])))
        for line in lines
    ]


def numbers_in(value: object) -> Iterator[float]:
    """Give every number in a JSON value."""
    match value:
        case bool():
            return
        case int() | float():
            yield float(value)
        case list() | tuple():
            for element in value:
                yield from numbers_in(element)
        case dict():
            for element in value.values():
                yield from numbers_in(element)


def shown_scalars(log: Iterable[Noted]) -> list[Noted]:
    """Give the single metric values that a notebook showed; counts are no metrics."""
    return [
        noted
        for noted in log
        if noted.kind == "shown" and len(noted.values) == 1 and not is_count(noted.values[0])
    ]


def shown_arrays(log: Iterable[Noted]) -> list[Noted]:
    """Give the arrays of metrics that a notebook showed: folds, confusion matrices."""
    return [noted for noted in log if noted.kind == "shown" and len(noted.values) > 1]


def is_count(value: float) -> bool:
    """Tell whether a number is whole and none of the ends of a score."""
    return math.isfinite(value) and value == int(value) and value not in {-1.0, 0.0, 1.0}


def match(shown: float, there: Sequence[float]) -> Match:
    """Look for a shown value among those that the pipeline left."""
    if any(same(shown, value) for value in there):
        return "equal"
    if any(is_rounding(shown, scale * value) for value in there for scale in (1, 100)):
        return "rounded"
    return "missing"


def same(one: float, other: float) -> bool:
    """Tell whether two values are equal to the ninth digit."""
    if math.isnan(one):
        return math.isnan(other)
    return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def is_rounding(rounded: float, value: float) -> bool:
    """Tell whether one value is the other, rounded or as a percentage."""
    if same(rounded, value):
        return True
    digits = len(repr(rounded).partition(".")[2])
    within = FEWEST_DIGITS <= digits <= MOST_DIGITS and "e" not in repr(rounded)
    return within and math.isfinite(value) and round(value, digits) == rounded


def calls_equal(notebook: Sequence[Noted], pipeline: Sequence[Noted]) -> str:
    """Compare the metric calls: same order, same calls, the notebook's among others, differs."""
    first, second = call_keys(notebook), call_keys(pipeline)
    if first == second:
        return "same order"
    if Counter(first) == Counter(second):
        return "same calls"
    return "differs" if Counter(first) - Counter(second) else "and more"


def call_keys(log: Iterable[Noted]) -> list[str]:
    """Give each call as text, to nine digits."""
    return [
        " ".join([noted.name, *(f"{value:.9g}" for value in noted.values)])
        for noted in log
        if noted.kind == "call"
    ]
