"""The length of a statement is counted as it will be once it is formatted."""

import ast

import pytest

from mlship.ir.program import Statement
from mlship.planning.lengths import count_lines


def _statement(source: str) -> Statement:
    return Statement(index=0, cell=0, line=1, source=source, node=ast.parse(source).body[0])


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = 1", 1),
        ("for a in b:\n    f(a)\n    g(a)", 3),
        ("if a: b; c", 3),
        ("for a in b:\n    def f(): return a\n    f()", 6),
        (f"long_name({'a' * 45}, {'b' * 40})", 3),
        (f"f({'a' * 50}, {'b' * 50}, {'c' * 50})", 5),
        ("x = {" + ", ".join(f"'{n}': {n}" for n in range(30)) + "}", 32),
        (f"model = Sequential([{', '.join(f'Dense(units_{n}, x)' for n in range(6))}])", 10),
    ],
)
def test_long_lines_are_counted_broken(source: str, lines: int) -> None:
    assert count_lines(_statement(source)) == lines


def test_what_generated_code_adds_is_counted() -> None:
    added = [f"global_{n}=global_{n}, " for n in range(6)]

    assert count_lines(_statement("own(first, second)"), added) == 11
