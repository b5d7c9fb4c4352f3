"""Kinds of two operands → whether Python itself has no meaning for them: ``1 + "a"``."""

import ast
from collections.abc import Mapping

from mlship.planning.array_kinds import NUMBERS

SEQUENCES = frozenset({"str", "list", "tuple"})
KNOWN = NUMBERS | SEQUENCES | {"set", "dict", "None"}


# What takes another one of its own kind.
OF_ITS_OWN: Mapping[type[ast.operator], frozenset[str]] = {
    ast.Add: SEQUENCES,
    ast.BitOr: frozenset({"set", "dict"}),
    **dict.fromkeys((ast.Sub, ast.BitAnd, ast.BitXor), frozenset({"set"})),
}


def clashes(left: str, operator: ast.operator, right: str) -> bool:
    """Tell whether an operation of two known kinds fails: a lesson shows what then happens."""
    one, other = (kind.partition("[")[0] for kind in (left, right))
    if not {one, other} <= KNOWN or {one, other} <= NUMBERS:
        return False
    match operator:
        case ast.Mult():
            return SEQUENCES.isdisjoint({one, other}) or {"int", "bool"}.isdisjoint({one, other})
        case ast.Mod():
            return one != "str"
    return one != other or one not in OF_ITS_OWN.get(type(operator), ())
