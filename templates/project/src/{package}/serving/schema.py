"""schema.json ↔ what clients send and get; the only place that knows the shape of that file.

{"columns": [{"name", "type", "dtype", "missing", "nullable", "categories", "unknown",
              "minimum", "maximum", "example", "format"}, …],
 "target": {"name", "labels", "minimum", "maximum"},
 "ignored": [names of columns that clients may send, and nobody reads]}
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

Value = None | bool | int | float | str
Row = tuple[Value, ...]

TYPES = ("number", "integer", "boolean", "string", "datetime")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a raw record.

    Attributes:
        type: one of TYPES.
        dtype: of the column in the training data ("int64", "str"); "" leaves it to the type.
        missing: how the training data marks what is missing in it: "NaN" or "None".
        categories: the values that training has seen; empty if they are many, or not listed.
        unknown: what happens to another value than these: "accept", "warn" or "reject".
        minimum, maximum: the range that training has seen; beyond it is a warning.
        format: of a text that is a date, as training has seen it ("%Y-%m-%d"); "" for others.
    """

    name: str
    type: str
    dtype: str = ""
    missing: str = "NaN"
    nullable: bool = False
    categories: tuple[Value, ...] = ()
    unknown: str = "warn"
    minimum: float | None = None
    maximum: float | None = None
    example: Value = None
    format: str = ""

    @property
    def is_date(self) -> bool:
        """Tell whether its values are texts that have to be dates."""
        return self.type == "datetime" or bool(self.format)

    @property
    def closed(self) -> bool:
        """Tell whether nothing but the categories is taken."""
        return bool(self.categories) and self.unknown == "reject"


@dataclass(frozen=True, slots=True)
class Target:
    """What is predicted: its name, its labels (none for a number), the range of a number."""

    name: str = ""
    labels: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """What clients send and get."""

    columns: tuple[Column, ...]
    target: Target = Target()
    ignored: tuple[str, ...] = ()

    @property
    def example(self) -> dict[str, Value]:
        """A record of the training data."""
        return {column.name: column.example for column in self.columns}

    def to_document(self) -> dict[str, Any]:
        """Give the content of schema.json."""
        return asdict(self)


def read_schema(path: Path) -> Schema:
    """Read schema.json."""
    return parse_schema(json.loads(path.read_text(encoding="utf-8")))


def parse_schema(document: dict[str, Any]) -> Schema:
    """Make sense of the content of schema.json; what it says beyond is left aside."""
    columns = tuple(_parse_column(column) for column in document["columns"])
    target = document.get("target") or {}
    known = {field.name for field in fields(Target)}
    given = {name: value for name, value in target.items() if name in known and value is not None}
    given["labels"] = tuple(given.get("labels", ()))
    return Schema(columns, Target(**given), tuple(document.get("ignored", ())))


def _parse_column(column: dict[str, Any]) -> Column:
    known = {field.name for field in fields(Column)}
    given = {name: value for name, value in column.items() if name in known and value is not None}
    given["categories"] = tuple(given.get("categories", ()))
    if given["type"] not in TYPES:
        raise ValueError(f"schema.json: {column['name']} has the unknown type {given['type']}")
    return Column(**given)
