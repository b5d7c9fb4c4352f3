"""Plain lines are put aside and come back; black lays the text out the same without them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlship.formatting.blackening import blacken, blacken_tidy
from mlship.formatting.condensing import condense

FUNCTION = '''\
def stage(
    df,
    columns,
    target,
    depth: int,
):
    """Do."""
    x = df["a"]
    y = x.mean()  # the notebook's own

    print(f"{y}")
    z = x**y
    if x is None:  # never
        return x, y, z
'''


def test_runs_of_plain_lines_are_put_aside() -> None:
    expected = '''\
def __plain_4__():
    """__plain_3__"""
    __plain_2__
    z = x**y
    if __plain_1__:
        return __plain_0__
'''
    assert condense(FUNCTION).text == expected


@pytest.mark.parametrize(
    "line",
    [
        'x = r"\\d"',
        'x = "a\\n"',
        "x = 'it\"s'",
        'x = f"{a}" + b',
        'x = "é"',
        "x = f((1, 2))",
        "x = f(size=(1, 2))",
        "x = a.version >= (3, 5)",
        "x = a * (b + c)",
        "x = a & (b == 2)",
        "x = f(a, **b)",
        "f(\n    a, (1, 2), **b\n)",
    ],
)
def test_what_both_lay_out_alike_is_put_aside(line: str) -> None:
    assert condense(f"{line}\n").text == "__plain_0__\n"


def test_they_come_back() -> None:
    condensed = condense(FUNCTION)

    assert condensed.expand(condensed.text) == FUNCTION


@pytest.mark.parametrize(
    "line",
    [
        'x = F"{a}"',
        'r"""text"""',
        '"""text\n    """  # comment',
        "x = (a + b)",
        "x = (é + b) * c",
        "x = a**b",
        "x = 'its'",
        'x = "a" "b"',
        'x = "\\x4A"',
        "x = 'it\\'s \"it\"'",
        "x = a[1,]",
        "x = a;",
        "x = 1 #comment",
        '"text"',
        "x = " + "é" * 50,
        "x = [" + "1, " * 40 + "1]",
        "x = f(\n    a, b,\n)",
        "x = f(\n    a  # why\n)",
        'x = f(\n    "a"\n    "b",\n)',
        "x = f(\n    a\n    if b\n    else c\n)",
        "x = f(\n    a**b,\n)",
        "x = (\n    a\n    + b\n)",
        "x = f(\n    a\n)(b)",
        "def f(\n    a, b,\n): ...",
    ],
)
def test_what_may_be_laid_out_otherwise_is_left(line: str) -> None:
    assert condense(f"{line}\n").text == f"{line}\n"


LINES = st.sampled_from(
    [
        "x = 1",
        "x = [\n    1,\n    a,\n    b,\n    c,\n]",
        "f(\n    a=1,\n    b=2,\n    c=3,\n    d=4,\n)",
        "if x:\n    y = 1\n    z = 2\nelse:\n    y = 2",
        "for i in x:\n    y = 1\n\n    # why\n    z = 2",
        "class A:\n    x: int\n    y: int = 1\n    z: int",
        "def f(a):\n    b = a\n    return b",
        "@g\ndef f(a):\n    b = a\n    # at the end",
        "def f(a): ...",
        "def f(\n    a: int,\n    b: int = 2,\n) -> list[int]:\n    return a",
        "x = f(\n    [\n        a.b(c),\n        d[e],\n    ],\n    g=h,\n)",
        "return f(\n    a(\n        b,\n        c,\n    )\n)",
        'def f(a):\n    """Do.\n\n      It.\n    """\n\n    b = a',
        'class A:\n    """Be."""\n\n    def f(a):\n\n        return a',
        'class A(B):\n\n    """ Be. """\n    x = 1',
        "if x:\n\n    y = 1\nelif y:\n    # why\n    z = 2",
        "if x:\n    y = 1\nelif (y) and y**x:\n    z = (a + b) * 2\nelse:\n    z = 2",
        "if x:\n    for y in (a + b) * 2:\n        while (a + b) * 2:\n            z = a**b",
        "try:\n    x = a**b\nexcept (A, B):\n    pass\nfinally:\n    x = 'it\"s'",
        "@g(a**b)\ndef f(a):\n    if a:\n        pass\n    'it\"s'\n    return",
        "def f(a):\n    b = a\n\n    async def g():\n        return b\n\n    await g()",
        "x = [1,2,  3]  # fmt: skip\nif x:\n    y = (a**b,  1)  # fmt: skip",
        "from a import (\n    b,\n    c,\n)",
        "from a import (b)",
        "x = (a + b) * (c)\ny = (a).b\nz = ((a + b)).c(d)\nreturn (a == b).c()\n(a + b)[c]",
        "x: int = (a or b) and c\nx += (a)(b)\nx = (a, b)[c]\nx = (a)\nx = (a, b)",
        "x = [\n    (a, b),\n    ((a, b),),\n    c(a=(b,), d=((e, f), (g,))),\n]",
        "with a as b, c:\n    while b:\n        raise b",
        "try:\n    x = 1\nexcept A as b:\n    x = 2",
        "if a:\n    try:\n\n        def f():\n            return 1\n\n    except A:\n        x = 2",
        "if x:\n    with a:\n\n        class B:\n            c: int\n\nelse:\n    x = 2",
        'x = [\n    f(\n        "a",\n        b=("c",),\n    ),\n    f(\n        "d",\n    ),\n]',
        "# fmt: off\nx = [1,\n 2]\n# fmt: on",
        'import a\n"""text"""',
        'def f():\n    """Give a text."""\n    return """a\n\n\nb"""\n\n\n"after it"',
        "# comment",
        "",
    ]
)


@settings(deadline=None)  # the first one imports black
@given(st.lists(LINES, min_size=1, max_size=12))
def test_black_does_the_same_without_them(lines: list[str]) -> None:
    text = blacken("\n".join(lines) + "\n")

    assert blacken_tidy(text) == text
