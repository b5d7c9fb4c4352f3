"""What functions declare global without binding it."""

import pytest

from tests.unit.parsing.conftest import Parsed


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("def f():\n    global a\n    return a", "def f():\n    pass\n    return a"),
        ("def f():\n    global a, b\n    b = a", "def f():\n    global b\n    b = a"),
        ("@g\ndef f(x=lambda: 1): global a; a()", "@g\ndef f(x=lambda: 1): pass; a()"),
        (
            "class C:\n    def f(self):\n        global a",
            "class C:\n    def f(self):\n        pass",
        ),
        ("if x:\n    async def f():\n        global a", "if x:\n    async def f():\n        pass"),
    ],
)
def test_a_function_does_not_declare_what_it_only_reads(
    parsed: Parsed, source: str, left: str
) -> None:
    assert [each.source for each in parsed(source).statements] == [left]


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    global a\n    a += 1",
        "def f():\n    global a\n    del a",
        "def f():\n    global a\n    import a",
        "def f():\n    global a\n    def a(): pass",
        "def f():\n    global a\n    for a in b: pass",
        "def f(a):\n    def g():\n        global a\n        return a",
    ],
)
def test_a_declaration_that_means_something_stays(parsed: Parsed, source: str) -> None:
    assert [each.source for each in parsed(source).statements] == [source]
