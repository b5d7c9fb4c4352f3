"""Cells are cut into statements whose text is the notebook's own."""

import ast
from collections.abc import Callable

import pytest

from mlship.ir.program import Program

Parsed = Callable[..., Program]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a = 1; b = 2", ["a = 1", "b = 2"]),
        ("a = 1;  # one", ["a = 1  # one"]),
        ("a = 1  # one\nb", ["a = 1  # one", "b"]),
        ("a = 1; b = (2,\n  3)", ["a = 1", "b = (2,\n  3)"]),
        ("for x in y: f(x); g(x);\nh()", ["for x in y: f(x); g(x)", "h()"]),
        ("f(a,  # one\n  b)", ["f(a,  # one\n  b)"]),
        ("@d\n\n@e(1)\ndef f(): pass", ["@d\n\n@e(1)\ndef f(): pass"]),
        ("x = 1\n\n\ny = 2\n", ["x = 1", "y = 2"]),
        ("'é'; x = 'ü'; y", ["'é'", "x = 'ü'", "y"]),
        ("x = '''\n a \n'''", ["x = '''\n a \n'''"]),
        ("if a:\n\tb\n", ["if a:\n\tb"]),
        ("x = 1 \\\n  + 2", ["x = 1 \\\n  + 2"]),
        ("\n\n", []),
        ("# only this", []),
    ],
)
def test_a_cell_is_cut_into_statements(parsed: Parsed, cell: str, expected: list[str]) -> None:
    assert [one.source for one in parsed(cell).statements] == expected


def test_statements_know_their_place(parsed: Parsed) -> None:
    statements = parsed("\nx = 1; y = 2\n", "", "@d\ndef f(): pass\nf()").statements

    places = [(one.index, one.cell, one.line) for one in statements]
    assert places == [(0, 1, 2), (1, 1, 2), (2, 3, 1), (3, 3, 3)]


def test_magics_do_not_shift_lines(parsed: Parsed) -> None:
    statements = parsed("%matplotlib inline\n!ls\nx = 1\n%cd a\ny = 2").statements

    lines = [(one.source.split("(")[0], one.line) for one in statements]
    assert lines[2:] == [("subprocess.run", 2), ("x = 1", 3), ("os.chdir", 4), ("y = 2", 5)]


def test_nodes_have_the_positions_of_their_own_source(parsed: Parsed) -> None:
    node = parsed("x = 1\n\ny = 2").statements[1].node

    assert (node.lineno, node.col_offset, ast.unparse(node)) == (1, 0, "y = 2")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("a\nb", [False, True]),
        ("a;", [False]),
        ("a;  # quiet", [False]),
        ("a  # ;", [True]),
        ("a; b", [False, True]),
        ("x = 1", [False]),
        ("if a: b", [False]),
    ],
)
def test_only_the_last_expression_of_a_cell_is_shown(
    parsed: Parsed, cell: str, shown: list[bool]
) -> None:
    assert [one.shown for one in parsed(cell).statements] == shown


def test_what_works_in_place_has_nothing_to_show(parsed: Parsed) -> None:
    assert [
        s.shown for s in parsed("df.dropna(inplace=True)", "df.dropna(inplace=False)").statements
    ] == [
        False,
        True,
    ]
