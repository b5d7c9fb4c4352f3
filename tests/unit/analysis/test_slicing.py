"""What a goal needs, and what must survive a statement."""

from mlship.analysis import analyse, backward_slice, needed_after
from mlship.ir.dataflow import Dataflow
from mlship.knowledge import load
from tests.strategies import program_of

SOURCE = "a = [1]\nb = [2]\nc = a + b\na = [3]\nd = c + a"


def flow_of(source: str) -> Dataflow:
    return analyse(program_of(source), load())


def test_a_slice_holds_its_goals_and_what_they_need() -> None:
    assert backward_slice(flow_of(SOURCE), [2]) == {0, 1, 2}


def test_a_slice_of_several_goals_is_the_union() -> None:
    assert backward_slice(flow_of(SOURCE), [1, 3]) == {1, 3}


def test_names_are_needed_until_they_are_defined_anew() -> None:
    rows = needed_after(flow_of(SOURCE), range(5))

    assert list(map(set, rows)) == [{"a"}, {"a", "b"}, {"c"}, {"a", "c"}, set()]


def test_what_is_wanted_survives_the_last_statement() -> None:
    rows = needed_after(flow_of(SOURCE), [0, 1], wanted=["a"])

    assert list(map(set, rows)) == [{"a"}, {"a"}]


def test_a_name_bound_on_some_path_is_needed_before() -> None:
    flow = flow_of("x = 1\nif x:\n    y = 2\ny = y + 1")

    assert needed_after(flow, range(3))[0] == {"x", "y"}
