"""A record that the model cannot answer: which field is at fault, and what is said of it."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.serving.conftest import Machinery

Row = tuple[Any, ...]


@pytest.fixture
def tools(machinery: Machinery) -> SimpleNamespace:
    schema = machinery("schema")
    columns = (
        schema.Column("age", "number", nullable=True, example=30.0),
        schema.Column("name", "string", example="Ann, Mrs."),
        schema.Column("port", "string", categories=("C", "S"), example="S"),
    )
    return SimpleNamespace(
        find=machinery("refusals").find_refused, schema=schema.Schema(columns), asked=[]
    )


def answer(rows: Sequence[Row]) -> list[int]:
    """Know two titles, and two ports, but not both of the second."""
    titles = {"Mrs.": 1, "Mr.": 2}
    ports = {"S": 1, "C": 2}
    return [titles[name.split(", ")[1]] * ports[port] for _, name, port in rows]


def test_the_field_is_named_with_what_came_and_what_is_accepted(tools: SimpleNamespace) -> None:
    rows = [(1.0, "Bo, Mr.", "C"), (None, "Cy, Capt.", "C"), (2.0, "Di, Mrs.", "S")]

    fault = tools.find(answer, tools.schema, rows).to_fault(is_list=True)

    assert (fault.row, fault.field, fault.received) == (1, "name", "Cy, Capt.")
    assert fault.accepted == "a text, such as 'Ann, Mrs.'"
    assert fault.pointer == "#/1/name"


def test_of_few_values_all_are_said(tools: SimpleNamespace) -> None:
    problem = tools.find(answer, tools.schema, [(1.0, "Bo, Mr.", "Q")]).to_problem(is_list=False)

    assert problem.status == 422
    assert (
        problem.detail == "record 0, field 'port': the model cannot answer a record with this value"
    )
    assert (problem.faults[0].accepted, problem.faults[0].pointer) == (["C", "S"], "#/port")


def test_what_is_no_fields_fault_alone_is_the_records(tools: SimpleNamespace) -> None:
    fault = tools.find(answer, tools.schema, [(1.0, "Bo, Sir", "Q")]).to_fault(is_list=True)

    assert (fault.field, fault.pointer) == ("", "#/0")


def test_a_service_that_answers_nothing_is_no_records_fault(tools: SimpleNamespace) -> None:
    def broken(rows: Sequence[Row]) -> None:
        raise KeyError(rows)

    assert tools.find(broken, tools.schema, [(1.0, "Bo, Mr.", "C")]) is None


def test_few_questions_are_enough(tools: SimpleNamespace) -> None:
    def counting(rows: Sequence[Row]) -> list[int]:
        tools.asked.append(len(rows))
        return answer(rows)

    rows = [(1.0, "Bo, Mr.", "C")] * 1000
    rows[700] = (1.0, "Bo, Sir", "C")

    assert tools.find(counting, tools.schema, rows).row == 700
    assert len(tools.asked) < 20
