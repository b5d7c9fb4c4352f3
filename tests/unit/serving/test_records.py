"""Which records are taken, what is said about the others; two judges that never disagree."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.serving.conftest import Machinery

COLUMNS = [
    {"name": "age", "type": "number", "nullable": True, "example": 30.0},
    {"name": "Total Charges", "type": "integer", "example": 3},
    {"name": "class", "type": "string", "categories": ["a", "b"], "unknown": "reject"},
    {"name": "city", "type": "string", "categories": ["x"], "unknown": "warn", "nullable": True},
    {"name": "new", "type": "boolean", "example": True},
    {"name": "since", "type": "datetime", "example": "2024-01-31"},
    {"name": "until", "type": "string", "format": "%d/%m/%Y", "example": "31/01/2024"},
]
SCHEMA = {"columns": COLUMNS, "target": {"name": "left"}, "ignored": ["id"]}
GOOD = {
    "age": 31.5,
    "Total Charges": 12,
    "class": "a",
    "city": None,
    "new": False,
    "since": "2024-02-01T10:00:00",
    "until": "10/05/2024",
}
ROW = (31.5, 12, "a", None, False, "2024-02-01T10:00:00", "10/05/2024")


@pytest.fixture
def reader(machinery: Machinery) -> Any:
    schema = machinery("schema").parse_schema(SCHEMA)
    return machinery("records").RecordReader(schema, max_records=3)


@pytest.fixture
def problems(machinery: Machinery) -> ModuleType:
    return machinery("problems")


def test_a_record_becomes_a_row_in_the_schemas_order(reader: Any) -> None:
    shuffled = dict(reversed(GOOD.items()))

    assert reader.read(json.dumps(shuffled).encode()) == ([ROW], False)


def test_a_list_becomes_rows(reader: Any) -> None:
    assert reader.read(json.dumps([GOOD, GOOD]).encode()) == ([ROW, ROW], True)


def test_many_missing_fields_are_one_fault_that_names_the_first(
    machinery: Machinery, problems: ModuleType
) -> None:
    columns = [{"name": f"x{number:02}", "type": "number"} for number in range(60)]
    schema = machinery("schema").parse_schema({"columns": columns, "target": {"name": "y"}})
    reader = machinery("records").RecordReader(schema, max_records=3)

    with pytest.raises(problems.Problem) as refused:
        reader.read(json.dumps({"x01": 1.0}).encode())

    (fault,) = refused.value.faults
    first = "'x00', 'x02', 'x03', 'x04', 'x05', 'x06', 'x07', 'x08', 'x09', 'x10'"
    assert fault.problem == f"59 of 60 fields are missing: {first}, …"
    assert fault.accepted[-2:] == ["x09", "… (60 in all: see /schema)"]


def test_columns_that_nobody_reads_may_come(reader: Any) -> None:
    assert reader.read(json.dumps({**GOOD, "id": {"any": 1}}).encode()) == ([ROW], False)


def test_a_whole_number_may_have_a_point(reader: Any) -> None:
    rows, _ = reader.read(json.dumps({**GOOD, "Total Charges": 12.0}).encode())

    assert rows == [ROW]
    assert isinstance(rows[0][1], int)


@pytest.mark.parametrize(
    ("field", "value", "problem", "accepted"),
    [
        ("age", "39", "it has to be a number", "a number or null"),
        ("age", True, "it has to be a number", "a number or null"),
        ("Total Charges", 1.5, "it has to be a whole number", "a whole number"),
        ("Total Charges", 2**63, "it has to be a whole number", "a whole number"),
        ("Total Charges", None, "null is not taken: training has seen a value in every row", None),
        ("class", "c", "training has not seen this category", ["a", "b"]),
        ("class", 1, "it has to be a text", ["a", "b"]),
        ("new", 1, "it has to be true or false", "true or false"),
        ("since", "soon", "it has to be a date or time in ISO 8601", None),
        (
            "until",
            "2024-05-10",
            "it has to be a date, written as in training",
            "a date like 31/01/2024",
        ),
        ("left", 1, "this is what is predicted; leave it out", None),
        ("hello", 1, "there is no such field", None),
    ],
)
def test_a_fault_names_field_value_and_what_is_accepted(
    reader: Any, problems: ModuleType, field: str, value: object, problem: str, accepted: object
) -> None:
    with pytest.raises(problems.Problem) as raised:
        reader.read(json.dumps([GOOD, {**GOOD, field: value}]).encode())

    (fault,) = raised.value.faults
    assert (raised.value.status, fault.row, fault.field) == (422, 1, field)
    assert (fault.problem, fault.received) == (problem, value)
    assert accepted is None or fault.accepted == accepted


def test_every_fault_is_named_at_once(reader: Any, problems: ModuleType) -> None:
    with pytest.raises(problems.Problem) as raised:
        reader.read(json.dumps({"age": "x", "class": "c", "city": "y", "new": True}).encode())

    assert [fault.field for fault in raised.value.faults] == [
        "age",
        "Total Charges",
        "class",
        "since",
        "until",
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"age": NaN}', 400),
        (b'{"age": Infinity}', 400),
        (b'"\xff"', 400),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
        (b'{"age": 1e999}', 422),
        (b"[]", 422),
        (b"1", 422),
        (b"[1]", 422),
        (b"null", 422),
        (b'{"hello": "world"}', 422),
        (json.dumps([GOOD] * 4).encode(), 413),
    ],
)
def test_what_is_no_record_is_refused(
    reader: Any, problems: ModuleType, body: bytes, status: int
) -> None:
    with pytest.raises(problems.Problem) as raised:
        reader.read(body)

    assert raised.value.status == status


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["a", "b", "x", "39", "", "2024-01-31", "2024-13-01"]),
    st.lists(st.integers(), max_size=2),
)
RECORDS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys([*GOOD, "id", "left"], VALUES)
) | st.builds(lambda key, value: {**GOOD, key: value}, st.sampled_from([*GOOD]), VALUES)


@given(records=st.lists(RECORDS, min_size=1, max_size=2))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_records_are_judged_alike_with_and_without_types(
    reader: Any, problems: ModuleType, machinery: Machinery, records: list[dict[str, object]]
) -> None:
    body = json.dumps(records).encode()
    checker = machinery("checking").Checker(machinery("schema").parse_schema(SCHEMA))

    typed = outcome(problems, lambda: reader.read(body)[0])

    assert typed == outcome(problems, lambda: checker.check(json.loads(body)))


def outcome(problems: ModuleType, judge: Callable[[], object]) -> object:
    try:
        return judge()
    except problems.Problem as problem:
        return list(problem.faults)
