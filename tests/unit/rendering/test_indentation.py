"""Code further in means the same: strings keep every character."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlship.rendering import indent
from tests.unit.rendering.strategies import TEXTS


def run_inside(code: str, by: int) -> object:
    names: dict[str, object] = {}
    exec(f"def function():\n{indent(code, by)}\n{' ' * by}return x", names)  # noqa: S102
    function = names["function"]
    assert callable(function)
    return function()


@given(TEXTS.filter(lambda text: "\r" not in text and "\x00" not in text), st.integers(1, 8))
def test_a_string_over_several_lines_is_not_changed(text: str, by: int) -> None:
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    code = f'x = """{safe}"""'

    assert run_inside(code, by) == text


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1", 1),
        ("if True:\n    x = 2", 2),
        ("x = '''a\n  b\nc'''", "a\n  b\nc"),
        ("y = 3\nx = f'''a\n{y}\n b'''", "a\n3\n b"),
        ("x = 'a\\\nb'", "ab"),
        ("x = 1 + \\\n2", 3),
        ("x = [\n1,\n2\n]", [1, 2]),
        ("x = '''a\n''' + \"\"\"\nb\"\"\"\nx += 'c'", "a\n\nbc"),
        ("x = r'''\\\n'''", "\\\n"),
        ("x = 0\n\n\nfor i in range(3):\n\tx += i", 3),
    ],
)
def test_code_gives_the_same_inside_a_function(code: str, expected: object) -> None:
    assert run_inside(code, 4) == expected


def test_lines_move_and_empty_ones_stay_empty() -> None:
    assert indent("a = 1\n\nb = '''\nc'''\n", 4) == "    a = 1\n\n    b = '''\nc'''\n"


def test_what_is_not_in_a_string_moves_as_textwrap_would_move_it() -> None:
    code = dedent("""\
        for a in b:
            # comment
            c(a)
        """)
    assert indent(code, 2) == "  for a in b:\n      # comment\n      c(a)\n"
