"""Laws that hold for every program; the oracle is running it."""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping

from hypothesis import HealthCheck, given, settings

from mlship import analysis
from mlship.ir.dataflow import Dataflow
from mlship.ir.program import Program
from mlship.knowledge import load
from tests.strategies import program_of, sources

LAW = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
GOALS = "abcdeouij"


@given(sources())
@LAW
def test_a_slice_gives_the_same_value_as_the_whole_program(source: str) -> None:
    flow = analysis.analyse(_runnable(program_of(source)), load())

    whole = _run(flow.program, range(len(flow.nodes)))

    for goal in GOALS:
        part = _run(flow.program, sorted(_slice_for(flow, goal)))
        assert _seen(part[goal]) == _seen(whole[goal]), goal


@given(sources())
@LAW
def test_a_statement_reads_and_binds_only_what_its_node_says(source: str) -> None:
    flow = analysis.analyse(_runnable(program_of(source)), load())
    space = _Recording()

    for node in flow.nodes:
        space.start()
        _execute(node.statement.node, space)
        assert space.read <= node.reads | node.writes, node.statement.source
        assert space.bound <= node.defines | node.may_define, node.statement.source


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


def _runnable(program: Program) -> Program:
    """Cut a program before the first statement that fails."""
    space: dict[str, object] = {}
    count = 0
    for statement in program.statements:
        try:
            _execute(statement.node, space)
        except (LookupError, TypeError, ValueError, AttributeError, RuntimeError):
            break
        count += 1
    return Program(notebook=program.notebook, statements=program.statements[:count])


def _slice_for(flow: Dataflow, goal: str) -> frozenset[int]:
    """A barrier may write any name."""
    writers = (node for node in flow.nodes if goal in node.writes or node.barrier)
    last = max(node.statement.index for node in writers)
    return analysis.backward_slice(flow, [last])


def _run(program: Program, indexes: Iterable[int]) -> Mapping[str, object]:
    space: dict[str, object] = {}
    for index in indexes:
        _execute(program.statements[index].node, space)
    return space


def _execute(node: ast.stmt, space: dict[str, object]) -> None:
    exec(compile(ast.Module([node], []), "<law>", "exec"), space, space)  # noqa: S102


def _seen(value: object) -> list[object]:
    """What can be seen of a value: its elements, and which of them are the same object."""
    return list(_walk(value, {}))


def _walk(value: object, seen: dict[int, int]) -> Iterator[object]:
    if isinstance(value, int | str | type(None)):
        yield value
        return
    if id(value) in seen:
        yield ("again", seen[id(value)])
        return
    seen[id(value)] = len(seen)
    yield type(value).__name__
    for part in _parts(value):
        yield from _walk(part, seen)


def _parts(value: object) -> Iterable[object]:
    match value:
        case list() | tuple():
            return value
        case dict():
            return [part for pair in value.items() for part in pair]
        case _:
            return vars(value).values() if hasattr(value, "__dict__") else ()
