"""What the notebook's own classes read moves with them into a module of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, reader
from mlship.planning.hoisting import Hoisted, find_movable

Find = Callable[..., Hoisted]


@pytest.fixture
def find(notebook: Callable[..., Path]) -> Find:
    """Find what can stand in a module of its own."""

    def find_in(*cells: str) -> Hoisted:
        program = parsing.parse(reader.read(notebook(*cells)))
        return find_movable(analysis.analyse(program, knowledge.load()))

    return find_in


CLASS = "class Net:\n    def width(self):\n        return WIDTH * 2"


@pytest.mark.parametrize("value", ["8", "-8.5", "'wide'", "(8, 'wide', None)"])
def test_a_class_takes_the_constants_that_it_reads_along(find: Find, value: str) -> None:
    hoisted = find(f"WIDTH = {value}", CLASS, "n = Net()")

    assert hoisted.functions.keys() == {"Net"}
    assert hoisted.constants == {"WIDTH": 0}


@pytest.mark.parametrize(
    "code",
    [
        "WIDTH = len(open('x').read())",
        "WIDTH = [8]",
        "WIDTH = 'folder/file.csv'",
        "WIDTH = 8\nWIDTH = 9",
        "WIDTH = 8\nfor WIDTH in (1, 2): print(WIDTH)",
    ],
    ids=["computed", "can be changed", "a path", "given twice", "looped over"],
)
def test_a_class_that_reads_something_else_stays(find: Find, code: str) -> None:
    hoisted = find(code, CLASS, "n = Net()")

    assert not hoisted.functions
    assert not hoisted.constants


def test_a_function_reads_a_moved_constant_where_it_stands(find: Find) -> None:
    hoisted = find("WIDTH = 8", CLASS, "def wide(x):\n    return x * WIDTH", "wide(Net().width())")

    assert hoisted.functions.keys() == {"Net", "wide"}
    assert not hoisted.arguments
