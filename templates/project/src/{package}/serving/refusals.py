"""A record that the model cannot answer → which field of it is at fault, found by trying.

A value may fit the schema and still be one that the preparation does not know: a title that no
dictionary has, a date before the first. The example of the training data is answered; so the field
is at fault with whose value in the example's place the record is answered too.
"""

from collections.abc import Callable, Sequence
from typing import Any

from .checking import describe
from .problems import SHOWN_VALUES, Fault, Problem, shorten
from .schema import Column, Row, Schema

PROBLEM = "the model cannot answer a record with this value"


class Refused(Exception):
    """A record that the model cannot answer: its number, the field at fault (None: unknown)."""

    def __init__(self, row: int, column: Column | None, value: Any) -> None:
        super().__init__(f"record {row} cannot be answered")
        self.row = row
        self.column = column
        self.value = value

    def to_fault(self, *, is_list: bool) -> Fault:
        """Say it as the other faults of records are said."""
        pointer = f"#/{self.row}" if is_list else "#"
        if self.column is None:
            return Fault(self.row, "", "the model cannot answer this record", pointer=pointer)
        name = self.column.name.replace("~", "~0").replace("/", "~1")
        received, accepted = shorten(self.value), _accepted(self.column)
        return Fault(self.row, self.column.name, PROBLEM, received, accepted, f"{pointer}/{name}")

    def to_problem(self, *, is_list: bool) -> Problem:
        """Make it the answer to a request."""
        fault = self.to_fault(is_list=is_list)
        place = f"record {fault.row}" + (f", field {fault.field!r}" if fault.field else "")
        detail = f"{place}: {fault.problem}"
        return Problem(422, "The model cannot answer these records.", detail, [fault])


def find_refused(
    answer: Callable[[Sequence[Row]], object], schema: Schema, rows: Sequence[Row]
) -> Refused | None:
    """Find the first record that is not answered; None if it is no record's fault.

    That is so where the example of the training data is not answered either.
    """

    def fails(*tried: Row) -> bool:
        try:
            answer(tried)
        except Exception:  # whatever it is, there is no answer
            return True
        return False

    example = tuple(column.example for column in schema.columns)
    if fails(example):
        return None
    place = _first(fails, rows)
    if place < 0:
        return None
    at_fault = _field(fails, rows[place], example)
    if at_fault < 0:
        return Refused(place, None, None)
    return Refused(place, schema.columns[at_fault], rows[place][at_fault])


def _first(fails: Callable[..., bool], rows: Sequence[Row]) -> int:
    """Find one record that fails by halving; -1 if each half is answered."""
    place = 0
    while len(rows) > 1:
        half = len(rows) // 2
        if fails(*rows[:half]):
            rows = rows[:half]
        else:
            rows, place = rows[half:], place + half
    return place if fails(*rows) else -1


def _field(fails: Callable[..., bool], row: Row, example: Row) -> int:
    """Find by halving which value must be another one, texts first; -1 if it is not one alone."""
    pairs = enumerate(zip(row, example, strict=True))
    places = [at for at, (one, other) in pairs if one != other]
    places.sort(key=lambda at: not isinstance(row[at], str))
    while len(places) > 1:
        half = len(places) // 2
        parts = places[:half], places[half:]
        places = next((part for part in parts if not fails(_replaced(row, example, part))), [])
    return places[0] if places and not fails(_replaced(row, example, places)) else -1


def _replaced(row: Row, example: Row, places: Sequence[int]) -> Row:
    return tuple(example[at] if at in places else value for at, value in enumerate(row))


def _accepted(column: Column) -> Any:
    """Say what is: the values that training has seen, if these are few, else one of them."""
    if column.categories:
        return [*column.categories[:SHOWN_VALUES]]
    return f"{describe(column)}, such as {column.example!r}"
