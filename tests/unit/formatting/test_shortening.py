"""Long comments and strings are broken at their spaces, and mean the same."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlship.formatting.shortening import join_strings, shorten_comments, shorten_strings

WORDS = "word " * 25


@pytest.mark.parametrize("text", ["x = 1\n", "# short\n", "", 'x = "a b c"  # d\n'])
def test_short_text_stays(text: str) -> None:
    assert shorten_strings(shorten_comments(text)) == text


def test_a_long_comment_is_wrapped() -> None:
    lines = shorten_comments(f"if x:\n    # {WORDS}\n    x = 1\n").splitlines()[1:]

    assert lines[:2] == ["    # " + "word " * 18 + "word", "    # word word word word word word"]


def test_a_comment_behind_code_goes_above_its_statement() -> None:
    text = f"f(\n    1,\n)  # {WORDS}\n"

    assert shorten_comments(text).splitlines()[2:] == ["f(", "    1,", ")"]


@pytest.mark.parametrize("pragma", ["# noqa: E501 ", "# type: ignore ", "# fmt: skip "])
def test_comments_for_tools_stay(pragma: str) -> None:
    text = f"x = 1  {pragma}{WORDS}\n"

    assert shorten_comments(text) == text


@pytest.mark.parametrize(
    "code",
    [
        f'x = "{WORDS}"',
        f'f("{WORDS}")',
        f'f(a="{WORDS}", b=1)',
        f'x = {{"{WORDS}": 1}}',
        f'x = f"{WORDS}{{ a + b }} {{c!r:>{{d}}}}"',
        f'x = "{WORDS} %s" % 1',
        f'x = r"\\d {WORDS}"',
        f'x = b"{WORDS}"',
        f'assert x, "{WORDS}"',
        f'x = "{WORDS}".format(1)',
        f'x = (\n    "a"\n    "{WORDS}"\n)',
    ],
)
def test_a_broken_string_means_the_same(code: str) -> None:
    shorter = shorten_strings(code + "\n")

    assert max(map(len, shorter.splitlines())) <= 100
    assert ast.dump(ast.parse(shorter)) == ast.dump(ast.parse(code))


@pytest.mark.parametrize("code", [f'"""{WORDS}"""\n', f'x = """{WORDS}"""\n', f'"{WORDS}"\n'])
def test_texts_in_blocks_and_docstrings_stay(code: str) -> None:
    assert shorten_strings(code) == code


@given(st.text(alphabet="ab \\'\"{}N%\t\u2028é", min_size=90, max_size=200))
def test_any_string_survives(value: str) -> None:
    code = f"x = {value!r}\n"

    assert ast.dump(ast.parse(shorten_strings(code))) == ast.dump(ast.parse(code))


def test_a_string_that_goes_on_behind_a_backslash_comes_into_one_row() -> None:
    text = "f(\"a \\\nb\", 1, 'c \\\nd') \\\n  + 1\n"

    assert join_strings(text) == "f(\"a b\", 1, 'c d') \\\n  + 1\n"


@pytest.mark.parametrize("text", ['x = """a \\\nb"""\n', 'x = r"a\\\nb"\n', "x = 1 + \\\n  2\n"])
def test_other_rows_that_go_on_stay(text: str) -> None:
    assert join_strings(text) == text
