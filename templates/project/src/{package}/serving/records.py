"""The body of a request → rows, in the schema's order of columns, each value checked."""

import keyword
from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec

from .checking import Checker
from .problems import Problem, malformed
from .schema import Column, Row, Schema

# What numpy's int64 holds.
Integer = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]

_TYPES: dict[str, Any] = {
    "number": float,
    "integer": Integer,
    "boolean": bool,
    "string": str,
    "datetime": str,
}


class RecordReader:
    """Reads records of one schema.

    What fits is decoded at once, by types made from the schema. What does not is read again without
    types, and every fault in it is named; so there are two judges, and the second one decides.
    """

    def __init__(self, schema: Schema, max_records: int) -> None:
        self._schema = schema
        self._max_records = max_records
        self._checker = Checker(schema)
        self._width = len(schema.columns)
        record = _make_type(schema)
        self._decode = msgspec.json.Decoder(record | list[record]).decode  # type: ignore[valid-type]
        self._list = list[record]  # type: ignore[valid-type]
        # What the decoder's types do not see: it is left to the checker.
        self._has_dates = any(column.is_date for column in schema.columns)

    def read(self, body: bytes) -> tuple[list[Row], bool]:
        """Decode one record or a list of them; also tell whether it was a list."""
        try:
            decoded = self._decode(body)
        except msgspec.ValidationError:
            return self._read_slowly(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise malformed(_explain(error)) from None
        is_list = isinstance(decoded, list)
        rows = self._rows(decoded if is_list else [decoded])
        if self._has_dates:
            self._checker.check_dates(rows)
        return rows, is_list

    def convert(self, records: list[Any]) -> list[Row]:
        """Check records that came in another envelope."""
        try:
            rows = self._rows(msgspec.convert(records, self._list))
        except (msgspec.ValidationError, RecursionError):
            self._count(records)
            return self._checker.check(records)
        if self._has_dates:
            self._checker.check_dates(rows)
        return rows

    def _rows(self, decoded: list[Any]) -> list[Row]:
        self._count(decoded)
        rows = [msgspec.structs.astuple(record) for record in decoded]
        return [row[: self._width] for row in rows] if self._schema.ignored else rows

    def _count(self, records: list[Any]) -> None:
        if not records:
            raise Problem(422, "There are no records.", "Send one record, or a list of them.")
        if len(records) > self._max_records:
            detail = f"{len(records):,} came, at most {self._max_records:,} are taken at a time."
            raise Problem(413, "There are too many records.", detail)

    def _read_slowly(self, body: bytes) -> tuple[list[Row], bool]:
        decoded = decode_json(body)
        is_list = isinstance(decoded, list)
        records = decoded if is_list else [decoded]
        self._count(records)
        return self._checker.check(records, is_list=is_list), is_list


def decode_json(body: bytes) -> Any:
    """Decode without types."""
    try:
        return msgspec.json.decode(body)
    except msgspec.ValidationError as error:  # the one thing that it checks: the size of numbers
        raise Problem(422, "A number is out of range.", str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise malformed(_explain(error)) from None


def _explain(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "It is nested too deeply."
    if isinstance(error, UnicodeDecodeError):
        return "It is not UTF-8."
    return str(error)


def _make_type(schema: Schema) -> Any:
    """Make the type of a record; names of columns need not be names of Python."""
    names = [_field_name(i) for i in range(len(schema.columns) + len(schema.ignored))]
    raw = [column.name for column in schema.columns] + list(schema.ignored)
    wanted: list[Any] = [
        (name, _value_type(column)) for name, column in zip(names, schema.columns, strict=False)
    ]
    ignored: list[Any] = [(name, msgspec.Raw, msgspec.Raw(b"")) for name in names[len(wanted) :]]
    return msgspec.defstruct(
        "Record",
        wanted + ignored,
        rename=dict(zip(names, raw, strict=True)),
        forbid_unknown_fields=True,
        gc=False,
    )


def _field_name(number: int) -> str:
    name = f"field_{number}"
    assert not keyword.iskeyword(name)
    return name


def _value_type(column: Column) -> Any:
    kind = _TYPES[column.type]
    if column.closed and column.type in {"string", "integer"}:
        kind = Literal[tuple(column.categories)]
    return kind | None if column.nullable else kind


def transpose(rows: Iterable[Row], width: int) -> list[tuple[Any, ...]]:
    """Turn rows into columns."""
    columns = list(zip(*rows, strict=True))
    return columns or [() for _ in range(width)]
