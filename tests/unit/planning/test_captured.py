"""What a function that stays in a stage captures, and what its callers need not be given."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, reader
from mlship.ir.dataflow import Dataflow
from mlship.planning.closures import capture
from mlship.planning.passing import narrow

FlowOf = Callable[..., Dataflow]
CUT = "def cut(x):\n    return min(x, limit)"


@pytest.fixture
def flow_of(notebook: Callable[..., Path]) -> FlowOf:
    """Analyse a notebook of one statement a cell."""
    known = knowledge.load()
    return lambda *cells: analysis.analyse(parsing.parse(reader.read(notebook(*cells))), known)


def test_a_function_captures_what_is_bound_anew_after_its_last_call(flow_of: FlowOf) -> None:
    flow = capture(flow_of("limit = 3", CUT, "cut(1)", "limit = 5", "print(limit)"), ())

    assert "limit" in flow.nodes[1].reads


def test_a_function_does_not_capture_what_changes_between_its_calls(flow_of: FlowOf) -> None:
    flow = capture(flow_of("limit = 3", CUT, "cut(1)", "limit = 5", "cut(2)"), ())

    assert "limit" not in flow.nodes[1].reads


def test_a_function_that_is_defined_anew_captures_what_its_first_version_used(
    flow_of: FlowOf,
) -> None:
    other = CUT.replace("min", "max")
    flow = capture(flow_of("limit = 3", CUT, "cut(1)", "limit = 5", other, "cut(2)"), ())

    assert "limit" in flow.nodes[1].reads
    assert "limit" in flow.nodes[4].reads


def test_who_calls_a_function_needs_not_have_what_it_captured(flow_of: FlowOf) -> None:
    flow = capture(flow_of("limit = 3", CUT, "print(cut(1))"), ())

    assert narrow(flow, ()).nodes[2].reads == {"cut"}
    assert narrow(flow, {"cut"}).nodes[2].reads == {"cut", "limit"}


def test_who_uses_the_result_of_a_function_needs_not_have_what_it_read(flow_of: FlowOf) -> None:
    later = "def later():\n    return lambda x: min(x, limit)"
    flow = flow_of("limit = 3", later, "cut = later()", "print(cut(1))")

    assert narrow(flow, {"later"}).nodes[3].reads == {"cut"}


def test_who_names_a_variable_in_a_text_needs_it(flow_of: FlowOf) -> None:
    load = "import pandas as pd\ndf = pd.read_csv('d.csv')"
    flow = flow_of(load, "limit = 3", "print(df.query('a < @limit'))")

    assert "limit" in narrow(flow, ()).nodes[-1].reads
