"""The kinds of parts → the kind of what is made of them: of elements, of operands."""

import ast

from mlship.planning.array_kinds import ANY, ARRAY, UNSURE, WHOLE

# The narrower ones first.
NUMBERS = ("bool", "int", "float", "complex")
MIXED = "mixed"  # elements of several kinds, which have nothing in common


def same(kinds: list[str]) -> str:
    """Return the kind that all have, "Any" if one may be anything."""
    if len(set(kinds)) == 1:
        return kinds[0]
    return ANY if ANY in kinds else UNSURE


def widest(kinds: list[str]) -> str:
    """Return the kind of the elements of a display."""
    if kinds and all(kind in NUMBERS for kind in kinds):
        return max(kinds, key=NUMBERS.index)
    if len(kinds) > 1 and len(set(kinds)) > 1 and not {ANY, UNSURE} & set(kinds):
        return MIXED
    return same(kinds) if kinds else ANY


def arithmetic(left: str, operator: ast.operator, right: str) -> str:
    """Return the kind of an arithmetic expression."""
    pair = {left, right}
    if ANY in pair:
        return ANY
    if pair <= set(NUMBERS):
        return _of_numbers(left, operator, right)
    if ARRAY in pair or WHOLE in pair:
        return _of_arrays(pair, operator)
    return _of_sequences(left, operator, right)


def _of_numbers(left: str, operator: ast.operator, right: str) -> str:
    if isinstance(operator, ast.Pow):
        return ANY
    wider = max(left, right, "int", key=NUMBERS.index)
    return "float" if isinstance(operator, ast.Div) and wider == "int" else wider


def _of_arrays(pair: set[str], operator: ast.operator) -> str:
    if ARRAY in pair:
        return ARRAY if pair <= {ARRAY, *NUMBERS} else UNSURE
    return WHOLE if pair <= {WHOLE, "int"} and not isinstance(operator, ast.Div) else UNSURE


def _of_sequences(left: str, operator: ast.operator, right: str) -> str:
    if left == "str":
        return "str" if right == "str" or isinstance(operator, ast.Mod) else UNSURE
    is_repeated = right == "int" and isinstance(operator, ast.Mult)
    return left if left.startswith("list") and (left == right or is_repeated) else UNSURE
