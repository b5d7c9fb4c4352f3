"""Switches that a notebook was left with: what they choose stands there, the rest is gone."""

import pytest

from tests.unit.parsing.conftest import Parsed


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("names = model.names() if False else range(3)", ["names = range(3)"]),
        ("f(a if True else b, (1 if 0 else (2, 3)))", ["f(a, ((2, 3)))"]),
        ("x = 1 if True else 2 if False else 3", ["x = 1"]),
        ("if True:\n    a = 1\n    b = 2", ["a = 1", "b = 2"]),
        ("x = 1 if fast else 2", ["x = 1 if fast else 2"]),
        ("if False:\n    a = 1\nelse:\n    a = 2", ["if False:\n    a = 1\nelse:\n    a = 2"]),
    ],
)
def test_the_branch_that_is_always_taken_is_left(
    parsed: Parsed, source: str, left: list[str]
) -> None:
    assert [each.source for each in parsed(source).statements] == left
