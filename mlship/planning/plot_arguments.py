"""A call that draws → the changes that give it what matplotlib's types ask for.

Where what is given means the same in a form that the types know, it is given in that form: True
for 1, a tuple for a list, a list for what a dictionary holds. Else the call does not fit.
"""

import ast
from collections.abc import Collection, Iterable, Iterator

from mlship.errors import GaveUp
from mlship.knowledge.typed import Overload, Parameter
from mlship.planning.array_kinds import ANY, REAL, WHOLE, is_array
from mlship.planning.captions import TICKS
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.joined_kinds import NUMBERS
from mlship.planning.kinds import VIEW, VIEWS, Kinds
from mlship.planning.spelling import as_tuple

# Kinds of arguments, each with the atoms of the types that take it.
TAKEN = {
    "None": "n", "bool": "bif", "int": "if", "float": "f", "str": "s", "list": "la",
    "tuple": "ta", "dict": "d", "range": "la", VIEW: "", "set": "", WHOLE: "a", REAL: "fa",
}  # fmt: skip
# What gives a number of numpy's that is no number of Python's.
NORMS = ("?numpy.linalg.norm(",)
DATE = "?datetime.date"
# Captions are made texts elsewhere.
TEXT, TOLD = frozenset({"s"}), frozenset({*NUMBERS, "None", "tuple", WHOLE, REAL})


class DoesNotFit(GaveUp):
    """A call gives what no spelling makes fit."""


def mend_call(node: ast.Call, ways: Iterable[Overload], kinds: Kinds) -> list[Change]:
    """Return the changes that make a call fit one of the ways to call the function.

    Raises:
        DoesNotFit: nothing does.
    """
    found: list[list[Change]] = []
    for way in ways:
        try:
            found.append(list(_mends(node, way, kinds)))
        except DoesNotFit:
            continue
    if not found:
        raise DoesNotFit
    return min(found, key=len)


def _mends(node: ast.Call, way: Overload, kinds: Kinds) -> Iterator[Change]:
    names = [keyword.arg or "" for keyword in node.keywords]
    placed = way.places[: len(node.args)]
    if not _takes_so_many(way, len(node.args), names):
        raise DoesNotFit
    views = (value for value in node.args[len(way.places) :] if _kind(value, kinds) == VIEW)
    yield from map(_as_list, views)
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    told = _told_elsewhere(node)
    for name, value in zip([*placed, *names], values, strict=False):
        parameter = way.parameters.get(name)
        if parameter is not None and parameter.atoms and name != told:
            yield from _mend(value, parameter, kinds)


def _as_list(value: ast.expr) -> Change:
    return Wrap(value, "list(", ")")


def _told_elsewhere(node: ast.Call) -> str:
    """Name the parameter that captions are mended for: the labels of ticks."""
    is_of_ticks = isinstance(node.func, ast.Attribute) and node.func.attr in TICKS
    return "labels" if is_of_ticks else ""


def _mend(value: ast.expr, parameter: Parameter, kinds: Kinds) -> Iterator[Change]:
    kind = _kind(value, kinds)
    if _fits(kind, value, parameter.atoms):
        return
    atoms = parameter.atoms
    match value:
        case ast.Constant(value=0 | 1 as number) if "b" in atoms and kind == "int":
            yield Replace(value, str(bool(number)))
        case ast.List() if "t" in atoms:
            yield from as_tuple(value)
        case _ if kind in {VIEW, "ndarray", WHOLE} and "l" in atoms:
            yield Wrap(value, "list(", ")")
        case _ if kind.startswith(NORMS) and "f" in atoms:
            yield Wrap(value, "float(", ")")
        case _:
            raise DoesNotFit


def _kind(value: ast.expr, kinds: Kinds) -> str:
    kind = kinds.read(value)
    match value:
        case ast.Call(func=ast.Attribute(attr="metric"), args=[_, recorded, *_]):
            return _kind(recorded, kinds)  # a report gives back what it records
        case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[]) if attr in VIEWS:
            return VIEW if isinstance(owner, ast.Name) or kinds.read(owner) != ANY else kind
    return "ndarray" if is_array(kind) else kind


def _is_row(kind: str) -> bool:
    """Tell whether a kind is an array, or a tuple that stands for one with gaps."""
    root = kind.partition("[")[0]
    return root == "ndarray" or kind.startswith(NORMS) or (root == "tuple" and "None" in kind)


def _takes_so_many(way: Overload, places: int, names: Collection[str]) -> bool:
    """Tell whether a call may have so many arguments by place, and these by name."""
    has_room = places <= len(way.places) or way.more_places
    knows_all = way.more_names or way.parameters.keys() >= {*names}
    needed = {name for name, parameter in way.parameters.items() if parameter.needed}
    return has_room and knows_all and needed <= {*names, *way.places[:places]}


def _fits(kind: str, value: ast.expr, atoms: frozenset[str]) -> bool:
    """Tell whether a type takes a kind of value, as far as that is known."""
    root = kind.partition("[")[0]
    if atoms - {"n"} == TEXT and root in TOLD:
        return True
    if kind.removeprefix("tuple[").startswith(DATE):
        return False
    if isinstance(value, ast.Constant) and repr(value.value) in atoms:
        return True
    if _is_row(kind):
        return "a" in atoms
    return root not in TAKEN or not atoms.isdisjoint(TAKEN[root])
