"""What a call says of its parameters → words, by which facts tell when something draws."""

import ast
from collections.abc import Collection, Sequence

UNSEEN = "?"


def told_words(name: str, value: ast.expr) -> tuple[str, ...]:
    """Say "solver" and "solver=saga" of a parameter, "solver=?" where its value is not in sight.

    Nothing is said of one that is turned off: None, False.
    """
    if isinstance(value, ast.Constant) and (value.value is None or value.value is False):
        return ()
    seen = str(value.value) if isinstance(value, ast.Constant) else UNSEEN
    return name, f"{name}={seen}"


def is_asked(draws_if: Sequence[str], told: Collection[str]) -> bool:
    """Tell whether something draws that does so if it is told one of some words, or may be."""
    unseen = (f"{word.partition('=')[0]}={UNSEEN}" for word in draws_if)
    return not draws_if or not {*draws_if, *unseen}.isdisjoint(told)
