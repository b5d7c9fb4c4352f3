"""Which names statements need from before, and which they bind however they go."""

import ast

import pytest

from mlship.planning.lifetimes import needed, surely_bound

NEEDED = (
    ("a = b\nc = a", {"b"}),
    ("a += 1", {"a"}),
    ("x[k] = v", {"x", "k", "v"}),
    ("for i in items:\n    total = total + i", {"items", "total"}),
    ("for i in items:\n    a = i\nprint(a)", {"items", "print", "a"}),
    ("if ok:\n    a = 1\nelse:\n    a = 2\nb = a", {"ok"}),
    ("[x for x in rows]", {"rows"}),
    ("[x for x in x]", {"x"}),
    ("f = lambda x: x + y", {"y"}),
    ("with open(p) as f:\n    t = f.read()", {"open", "p"}),
)
BOUND = (
    ("a = b = 1", {"a", "b"}),
    ("for i in x:\n    a = i", set[str]()),
    ("if ok:\n    a = b = 1\nelse:\n    a = 2", {"a"}),
    ("try:\n    a = 1\nexcept ValueError:\n    pass", set[str]()),
    ("rows = [x for x in y]", {"rows"}),
    ("with open(p) as f:\n    t = f.read()", {"f", "t"}),
)


@pytest.mark.parametrize(("code", "names"), NEEDED)
def test_names_are_needed_that_are_read_first(code: str, names: set[str]) -> None:
    assert needed(ast.parse(code).body) == names


@pytest.mark.parametrize(("code", "names"), BOUND)
def test_names_are_bound_for_certain_in_every_way_through(code: str, names: set[str]) -> None:
    assert surely_bound(ast.parse(code).body) == names
