"""Laws that hold for every program; the oracle is running it."""

import builtins
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlship import analysis
from mlship.ir.dataflow import Dataflow, Node
from mlship.knowledge import load
from tests.executing import execute, fresh_world, run, runnable
from tests.strategies import Language, program_of, sources
from tests.strategies_data import DATA
from tests.strategies_python import PYTHON

LAW = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
LANGUAGES = pytest.mark.parametrize("language", [PYTHON, DATA], ids=["python", "data"])


@LANGUAGES
@given(data=st.data())
@LAW
def test_a_slice_gives_the_same_value_as_the_whole_program(
    data: st.DataObject, language: Language
) -> None:
    check_slices(data.draw(sources(language)), language)


@LANGUAGES
@given(data=st.data())
@LAW
def test_a_statement_reads_and_binds_only_what_its_node_says(
    data: st.DataObject, language: Language
) -> None:
    check_names(data.draw(sources(language)))


@LANGUAGES
@given(data=st.data())
@LAW
def test_statements_that_do_not_conflict_may_change_places(
    data: st.DataObject, language: Language
) -> None:
    check_order(data.draw(sources(language)), language)


def check_slices(source: str, language: Language) -> None:
    """Compare each goal's slice with the whole program."""
    flow = _flow_of(source)

    whole = run(flow.program, range(len(flow.nodes)), language.goals)

    for goal in language.goals:
        part = run(flow.program, sorted(_slice_for(flow, goal)), [goal], seed=1)
        assert part.get(goal) == whole.get(goal), goal


def check_names(source: str) -> None:
    """Compare what each statement reads and binds with what its node says."""
    flow = _flow_of(source)
    space = _Recording()

    with fresh_world(0):
        for node in flow.nodes:
            space.start()
            execute(node.statement.node, space)
            assert space.read <= node.reads | node.writes, node.statement.source
            assert space.bound <= node.defines | node.may_define, node.statement.source


def check_order(source: str, language: Language) -> None:
    """Compare the program with another order of what does not conflict."""
    flow = _flow_of(source)

    whole = run(flow.program, range(len(flow.nodes)), language.goals)
    other = run(flow.program, _shuffled(flow), language.goals, seed=1)

    for goal in language.goals:
        assert other.get(goal) == whole.get(goal), goal


class _Recording(dict[str, object]):
    """A namespace that remembers which names a statement read before binding, and bound."""

    def start(self) -> None:
        self.read: set[str] = set()
        self.bound: set[str] = set()

    def __getitem__(self, name: str) -> object:
        if name not in self.bound and not hasattr(builtins, name):
            self.read.add(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: object) -> None:
        self.bound.add(name)
        super().__setitem__(name, value)


def _flow_of(source: str) -> Dataflow:
    return analysis.analyse(runnable(program_of(source)), load())


def _slice_for(flow: Dataflow, goal: str) -> frozenset[int]:
    """A barrier may write any name."""
    writers = (node for node in flow.nodes if goal in node.writes or node.barrier)
    last = [node.statement.index for node in writers][-1:]
    return analysis.backward_slice(flow, last)


def _shuffled(flow: Dataflow) -> list[int]:
    """Let neighbours change places again and again, where they may."""
    nodes, chance = list(flow.nodes), random.Random(len(flow.nodes))
    for place in [*range(len(nodes) - 1)] * 3:
        one, other = nodes[place : place + 2]
        if chance.random() < 0.8 and not _conflict(one, other):
            nodes[place : place + 2] = [other, one]
    return [node.statement.index for node in nodes]


def _conflict(one: Node, other: Node) -> bool:
    if one.barrier or other.barrier:
        return True
    return _touches(one.writes, other.reads | other.writes) or _touches(other.writes, one.reads)


def _touches(written: frozenset[str], names: frozenset[str]) -> bool:
    files = {name for name in names if name.startswith("file:")}
    any_file = "file:*" in written and files
    some_file = "file:*" in files and any(name.startswith("file:") for name in written)
    return bool(written & names or any_file or some_file)
