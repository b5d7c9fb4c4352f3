"""Rows → what in them training has not seen: new categories, values beyond the range."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from .answers import Warnings
from .schema import Column, Row, Schema


class Quality:
    """Compares rows with what training has seen."""

    def __init__(self, schema: Schema) -> None:
        self._open = [
            (i, column, frozenset(column.categories))
            for i, column in enumerate(schema.columns)
            if column.categories and column.unknown == "warn"
        ]
        self._known = [(i, known | {None}) for i, _, known in self._open]
        self._ranges = [
            (i, column, *_bounds(column))
            for i, column in enumerate(schema.columns)
            if column.minimum is not None or column.maximum is not None
        ]

    def find(self, rows: Sequence[Row]) -> Warnings:
        """Find what is worth a warning."""
        if self._is_usual(list(zip(*rows, strict=True))):
            return {}
        warnings: Warnings = {}
        for number, row in enumerate(rows):
            found = [*self._find_new(row), *self._find_beyond(row)]
            if found:
                warnings[number] = found
        return warnings

    def _is_usual(self, columns: list[Row]) -> bool:
        """Look at whole columns first: there is hardly ever anything to find."""
        if any(not known.issuperset(columns[i]) for i, known in self._known):
            return False
        return all(_lies_within(columns[i], low, high) for i, _, low, high in self._ranges)

    def _find_new(self, row: Row) -> Iterator[dict[str, Any]]:
        for i, column, known in self._open:
            value = row[i]
            if value is not None and value not in known:
                yield {"field": column.name, "warning": "training has not seen this category"}

    def _find_beyond(self, row: Row) -> Iterator[dict[str, Any]]:
        for i, column, low, high in self._ranges:
            value = row[i]
            if isinstance(value, int | float) and not low <= value <= high:
                yield {
                    "field": column.name,
                    "warning": f"training has seen values from {low:g} to {high:g}",
                }


def _lies_within(values: Row, low: float, high: float) -> bool:
    numbers: Any = [value for value in values if value is not None] if None in values else values
    return not numbers or (low <= min(numbers) and max(numbers) <= high)


def _bounds(column: Column) -> tuple[float, float]:
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    return low, high
