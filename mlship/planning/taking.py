"""A type and the kind of a value → whether the type takes it, as far as that is known."""

import ast

from mlship.planning.array_kinds import ARRAY, REAL, SCALARS, is_array
from mlship.planning.joined_kinds import MIXED, NUMBERS
from mlship.planning.kinds import DISPLAYS, VIEW
from mlship.planning.written_types import MAYBE, options_of, plain

PLAIN = frozenset({*NUMBERS, "str", "list", "dict", "set", "tuple", "ndarray", "None", VIEW})
# What gives one element after the other is none of these.
LAZY = tuple(f"?{name}(" for name in ("enumerate", "filter", "iter", "map", "reversed", "zip"))
KNOWN = frozenset({MAYBE, MIXED, *SCALARS})


def takes(text: str, kind: str, value: ast.expr) -> bool:
    """Tell whether a type takes a value of a kind, as far as that is known."""
    if options := options_of(text):
        return any(takes(option, kind, value) for option in options)
    wanted = plain(text).partition("[")[0]
    given = ARRAY if is_array(kind) else kind.partition("[")[0]
    if text == "None":
        return kind == "None" or given not in PLAIN
    if wanted not in PLAIN or not _is_known(kind, given):
        return True
    if wanted == given:
        return _takes_its_own(text, kind, value)
    return _is_narrower(kind, wanted)


def _is_known(kind: str, given: str) -> bool:
    return given in PLAIN or kind in KNOWN or kind.startswith(LAZY)


def _takes_its_own(text: str, kind: str, value: ast.expr) -> bool:
    """Tell whether a type takes a value of its own class, for what it holds."""
    if kind.startswith("tuple") and isinstance(value, ast.Tuple) and "[" in text:
        return "..." in text or len(value.elts) == _parts_of(text)
    return _holds(plain(text), kind, is_display=isinstance(value, DISPLAYS))


def _holds(wanted: str, given: str, *, is_display: bool) -> bool:
    """Tell whether what a container holds is what it should: what a display holds may be less."""
    one, other = (
        kind.removesuffix("]").rpartition("[")[2].split(", ")[-1] for kind in (wanted, given)
    )
    are_told = {one, other} <= {*NUMBERS, "str"} and "[" in wanted and "[" in given
    return not are_told or one == other or (is_display and _is_narrower(other, one))


def _is_narrower(kind: str, wanted: str) -> bool:
    """Tell whether a number is one of another class, too."""
    number = "float" if kind == REAL else kind
    both = number in NUMBERS and wanted in NUMBERS
    return both and NUMBERS.index(number) <= NUMBERS.index(wanted)


def _held(kind: str) -> str:
    """Return the last of the kinds that a container says it holds."""
    return kind.removesuffix("]").rpartition("[")[2].split(", ")[-1]


def _parts_of(text: str) -> int:
    match ast.parse(text, mode="eval").body:
        case ast.Subscript(slice=ast.Tuple(elts=parts)):
            return len(parts)
    return 1
