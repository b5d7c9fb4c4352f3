"""Each file of ``tests/cases/dataflow`` says what its statements read, write and depend on.

# expect: 2 reads a, b      also: defines, may, mutates, depends, role
# expect: slice 3 = 0, 3    what the backward slice of a statement is
# expect: barrier 1         which statements are barriers
# expect: type 1 df name    the type of a variable after a statement
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.analysis import analyse, backward_slice
from mlship.ir.dataflow import Dataflow, Node
from mlship.knowledge import load
from tests.strategies import program_of

CASES = sorted((Path(__file__).parents[2] / "cases" / "dataflow").glob("*.py"))
MARK = "# expect: "

FIELDS: dict[str, Callable[[Node], frozenset[str] | frozenset[int] | str]] = {
    "reads": lambda node: node.reads,
    "defines": lambda node: node.defines,
    "may": lambda node: node.may_define,
    "mutates": lambda node: node.mutates,
    "depends": lambda node: node.depends,
    "role": lambda node: node.role,
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_statement_does_what_its_case_says(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    expected = [line.removeprefix(MARK) for line in source.splitlines() if line.startswith(MARK)]

    flow = analyse(program_of(source), load())

    assert [_shown(flow, line) for line in expected] == expected


def test_there_are_cases() -> None:
    assert len(CASES) > 70


def _shown(flow: Dataflow, line: str) -> str:
    """Write an expectation again, with what really is."""
    match line.split():
        case ["slice", index, *_]:
            return f"slice {index} = {_joined(backward_slice(flow, [int(index)]))}"
        case ["barrier", *_]:
            found = {node.statement.index for node in flow.nodes if node.barrier}
            return f"barrier {_joined(found)}".rstrip()
        case ["type", index, name, *_]:
            return f"type {index} {name} {flow.nodes[int(index)].types.get(name, '')}".rstrip()
        case [index, field, *_]:
            value = FIELDS[field](flow.nodes[int(index)])
            text = value if isinstance(value, str) else _joined(value)
            return f"{index} {field} {text}".rstrip()
        case _:
            return f"not understood: {line}"


def _joined(values: frozenset[str] | frozenset[int] | set[int]) -> str:
    return ", ".join(map(str, sorted(values)))
