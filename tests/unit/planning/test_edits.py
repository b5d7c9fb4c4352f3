"""Changes of expressions leave everything else as it was written."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlship.planning.edits import AddKeywords, Change, Replace, Wrap, rewrite


def _named(tree: ast.AST, name: str) -> ast.Name:
    return next(n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name)


def _call(tree: ast.AST, name: str) -> ast.Call:
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    return next(n for n in calls if ast.unparse(n.func) == name)


def _rewrite(source: str, *changes: Change, tree: ast.stmt) -> str:
    return rewrite(source, tree, changes)


def test_comments_and_layout_stay() -> None:
    source = "x = f(a,  # first\n      K)  # é"
    tree = ast.parse(source).body[0]

    assert _rewrite(source, Replace(_named(tree, "K"), "p.k"), tree=tree) == (
        "x = f(a,  # first\n      p.k)  # é"
    )


def test_a_change_inside_a_wrapped_call_is_kept() -> None:
    source = "print(score(y, K))"
    tree = ast.parse(source).body[0]
    changes: list[Change] = [
        Wrap(_call(tree, "score"), "m(", ")"),
        Replace(_named(tree, "K"), "p.k"),
    ]

    assert rewrite(source, tree, changes) == "print(m(score(y, p.k)))"


def test_expressions_in_fstrings_are_changed_too() -> None:
    source = "print(f'{K:.2f} {name}')"
    tree = ast.parse(source).body[0]

    assert _rewrite(source, Replace(_named(tree, "K"), "p.k"), tree=tree) == (
        "print(f'{p.k:.2f} {name}')"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f()", "f(a=a, b=b)"),
        ("f(x)", "f(x, a=a, b=b)"),
        ("f(x,)", "f(x, a=a, b=b)"),
        ("f(\n    x,\n)", "f(\n    x,\n a=a, b=b)"),
    ],
)
def test_keywords_are_added_behind_what_is_given(source: str, expected: str) -> None:
    tree = ast.parse(source).body[0]

    change = AddKeywords(_call(tree, "f"), (("a", "a"), ("b", "b")))

    assert _rewrite(source, change, tree=tree) == expected


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=20))
def test_text_before_a_change_does_not_move_it(text: str) -> None:
    source = f"x = ({text!r}, K)"
    tree = ast.parse(source).body[0]

    assert _rewrite(source, Replace(_named(tree, "K"), "1"), tree=tree) == f"x = ({text!r}, 1)"
