"""A function that cells define again: the same is needed once, another one has its own name."""

import pytest

from tests.unit.parsing.conftest import Parsed

ONE = "def show(v):\n    print('mean', v)"
OTHER = "def show(v):\n    print('median', v)"


def sources(parsed: Parsed, *cells: str) -> list[str]:
    return [statement.source for statement in parsed(*cells).statements]


def test_what_is_defined_again_as_it_is_stands_once(parsed: Parsed) -> None:
    program = parsed(ONE, "show(a)", f"# once more\n{ONE}", "rows.apply(show)")

    assert [s.source for s in program.statements] == [ONE, "show(a)", "rows.apply(show)"]
    assert program.statements[2].comments == ("# once more",)


def test_what_is_defined_otherwise_has_a_name_of_its_own(parsed: Parsed) -> None:
    found = sources(parsed, ONE, "show(a)", OTHER, "x = show(b)", ONE, "show(c)")

    assert found == [ONE, "show(a)", OTHER.replace("show", "show_2"), "x = show_2(b)", "show(c)"]


def test_the_name_avoids_the_notebooks_own(parsed: Parsed) -> None:
    found = sources(parsed, ONE, "show_2 = 1", OTHER, "show(show_2)")

    assert found[2:] == [OTHER.replace("show", "show_2_"), "show_2_(show_2)"]


@pytest.mark.parametrize(
    "cells",
    [
        (ONE, OTHER, "rows.apply(show)"),  # which may tell the name
        (ONE, OTHER, "later = lambda v: show(v)"),
        (ONE, "def run(v):\n    return show(v)", OTHER, "run(a)"),
        (ONE, "show = trace(show)", ONE),
        (ONE, "show.calls = 0", ONE),
        ("def show(v=n):\n    print(v)", "n = 2", "def show(v=n):\n    print(v)"),
        (ONE, OTHER, "globals()['show'](a)"),
    ],
)
def test_where_it_is_not_sure_which_is_meant_all_stay(
    parsed: Parsed, cells: tuple[str, ...]
) -> None:
    assert sources(parsed, *cells) == list(cells)
