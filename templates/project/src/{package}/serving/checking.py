"""Records that do not fit at first sight → rows after all, or every fault by row and field."""

import math
from datetime import datetime
from typing import Any

from .problems import SHOWN_FAULTS, SHOWN_NAMES, SHOWN_VALUES, Fault, invalid, shorten
from .schema import Column, Row, Schema, Value

_KINDS = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "a text",
    "datetime": "a date or time in ISO 8601",
}


class _Unfit(Exception):
    def __init__(self, problem: str, accepted: Any) -> None:
        self.problem = problem
        self.accepted = accepted


class Checker:
    """Checks untyped records against a schema."""

    def __init__(self, schema: Schema) -> None:
        self._columns = schema.columns
        self._names = {column.name for column in schema.columns}
        self._known = self._names | set(schema.ignored)
        self._target = schema.target.name
        self._dates = [(i, column) for i, column in enumerate(schema.columns) if column.is_date]

    def check(self, records: list[Any], *, is_list: bool = True) -> list[Row]:
        """Give back the rows, or raise the problem that names every fault."""
        faults: list[Fault] = []
        rows = []
        for number, record in enumerate(records):
            rows.append(self._check_record(record, number, faults, is_list=is_list))
            if len(faults) >= SHOWN_FAULTS:
                break
        if faults:
            raise invalid(faults)
        return rows

    def check_dates(self, rows: list[Row]) -> None:
        """Check what the types leave open: that texts are dates."""
        faults = []
        for number, row in enumerate(rows):
            for i, column in self._dates:
                try:
                    check_value(column, row[i])
                except _Unfit as unfit:
                    faults.append(_fault(number, column.name, unfit, row[i], is_list=True))
        if faults:
            raise invalid(faults)

    def _check_record(self, record: Any, number: int, faults: list[Fault], *, is_list: bool) -> Row:
        if not isinstance(record, dict):
            unfit = _Unfit("a record has to be an object", self._list_names())
            faults.append(_fault(number, "", unfit, record, is_list=is_list))
            return ()
        faults += self._find_surplus(record, number, is_list=is_list)
        missing = [column.name for column in self._columns if column.name not in record]
        if len(missing) > SHOWN_NAMES:
            faults.append(_fault(number, "", self._lack(missing), record, is_list=is_list))
            return ()
        row = []
        for column in self._columns:
            try:
                row.append(_take(column, record))
            except _Unfit as unfit:
                value = record.get(column.name)
                faults.append(_fault(number, column.name, unfit, value, is_list=is_list))
        return tuple(row)

    def _find_surplus(self, record: dict[str, Any], number: int, *, is_list: bool) -> list[Fault]:
        return [
            _fault(number, name, self._surplus(name), value, is_list=is_list)
            for name, value in record.items()
            if name not in self._known
        ]

    def _lack(self, missing: list[str]) -> _Unfit:
        """Say of many fields at once that they are missing."""
        few = ", ".join(repr(name) for name in missing[:SHOWN_NAMES])
        problem = f"{len(missing)} of {len(self._columns)} fields are missing: {few}, …"
        return _Unfit(problem, self._list_names())

    def _list_names(self) -> list[str]:
        """Name the fields, the first of them where there are many: /schema has them all."""
        names = sorted(self._names)
        if len(names) <= SHOWN_VALUES:
            return names
        return [*names[:SHOWN_NAMES], f"… ({len(names)} in all: see /schema)"]

    def _surplus(self, name: str) -> _Unfit:
        if name == self._target:
            return _Unfit("this is what is predicted; leave it out", self._list_names())
        return _Unfit("there is no such field", self._list_names())


def _take(column: Column, record: dict[str, Any]) -> Value:
    if column.name not in record:
        raise _Unfit("the field is missing", describe(column))
    return check_value(column, record[column.name])


def check_value(column: Column, value: Any) -> Value:
    """Give the value as the model takes it; 3.0 is as whole a number as 3."""
    if value is None:
        if column.nullable:
            return None
        raise _Unfit("null is not taken: training has seen a value in every row", describe(column))
    fitting = _CHECKS[column.type](value)
    if fitting is None:
        raise _Unfit(f"it has to be {_KINDS[column.type]}", describe(column))
    if column.closed and fitting not in column.categories:
        raise _Unfit("training has not seen this category", describe(column))
    if column.format and not _has_format(fitting, column.format):
        raise _Unfit("it has to be a date, written as in training", describe(column))
    return fitting


def describe(column: Column) -> Any:
    """Say what is accepted."""
    if column.closed:
        null: list[Value] = [None] if column.nullable else []
        return [*column.categories[:SHOWN_VALUES], *null]
    kind = f"a date like {column.example}" if column.format else _KINDS[column.type]
    return kind + (" or null" if column.nullable else "")


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _as_integer(value: Any) -> int | None:
    number = _as_number(value)
    if number is None or not number.is_integer() or not -(2**63) <= int(value) < 2**63:
        return None
    return int(value)


def _as_boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _as_string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _as_datetime(value: Any) -> str | None:
    try:
        return value if isinstance(value, str) and datetime.fromisoformat(value) else None
    except ValueError:
        return None


def _has_format(text: Any, form: str) -> bool:
    try:
        return bool(datetime.strptime(text, form))  # noqa: DTZ007 - its form says of what zone
    except ValueError:
        return False


_CHECKS = {
    "number": _as_number,
    "integer": _as_integer,
    "boolean": _as_boolean,
    "string": _as_string,
    "datetime": _as_datetime,
}


def _fault(number: int, field: str, unfit: _Unfit, value: Any, *, is_list: bool) -> Fault:
    name = field.replace("~", "~0").replace("/", "~1")
    pointer = (f"/{number}" if is_list else "") + (f"/{name}" if field else "")
    return Fault(number, field, unfit.problem, shorten(value), unfit.accepted, f"#{pointer}")
