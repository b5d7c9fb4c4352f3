"""Kinds of two operands → whether Python itself has no meaning for them: ``1 + "a"``."""

import ast

from mlship.planning.array_kinds import NUMBERS

SEQUENCES = frozenset({"str", "list", "tuple"})
KNOWN = NUMBERS | SEQUENCES | {"set", "dict", "None"}


def clashes(left: str, operator: ast.operator, right: str) -> bool:
    """Tell whether an operation of two known kinds fails: a lesson shows what then happens."""
    one, other = (kind.partition("[")[0] for kind in (left, right))
    if not {one, other} <= KNOWN or {one, other} <= NUMBERS:
        return False
    match operator:
        case ast.Add():
            return one not in SEQUENCES or one != other
        case ast.Mult():
            pair = {one, other}
            return not (pair & SEQUENCES and pair & {"int", "bool"})
        case ast.Mod():
            return one != "str"
        case ast.Sub() | ast.BitOr() | ast.BitAnd() | ast.BitXor():
            is_union = one == "dict" and isinstance(operator, ast.BitOr)
            return one != other or not (one == "set" or is_union)
    return True
