"""The bindings of a name → the type that it needs where it is first bound, if it needs one."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from mlship.ir.trees import find, names_in
from mlship.planning.array_kinds import ANY, ARRAY, REAL, UNSURE, is_array
from mlship.planning.bindings import GIVEN, Binding, Surroundings
from mlship.planning.edits import Change, Wrap
from mlship.planning.joined_kinds import MIXED, NUMBERS
from mlship.planning.kinds import HELD, UNTOLD, lacks
from mlship.planning.uses import Uses
from mlship.planning.written_types import MAYBE

# What is known to hold nothing: an array of it would be one of nothing at all.
NOTHING_IN = "tuple[()]"
ARRAYS_OF = frozenset({"array", "asarray"})


def find_types(
    tree: ast.Module, places: Mapping[str, list[Binding]], uses: Uses, around: Surroundings
) -> dict[str, str]:
    """Return the types of names that need one where they are first bound."""
    used = uses.asked | uses.counted | uses.reckoned
    open_ones = _grown(tree, places) | (_perhaps(tree, places) & used) | uses.early
    array = next((f"{n}.ndarray" for n, q in around.imports.items() if q == "numpy"), "Any")
    found = {
        name: "Any" if name in open_ones else declaration_of(name, kinds_at(bound), uses)
        for name, bound in places.items()
    }
    empty = {name for name, bound in places.items() if {*kinds_at(bound)} == {NOTHING_IN}}
    found |= dict.fromkeys(empty & _made_arrays(tree), "tuple[Any, ...]")
    return {name: array if kind == ARRAY else kind for name, kind in found.items() if kind}


def _grown(tree: ast.Module, places: Mapping[str, list[Binding]]) -> frozenset[str]:
    """Return the names that are first bound under a condition, and otherwise by what they hold.

    ``if first: text = a`` with ``else: text = text + a`` becomes one expression, which a checker
    cannot tell the type of.
    """
    found = set()
    for node in find(tree, ast.If):
        match node:
            case ast.If(
                body=[ast.Assign(targets=[ast.Name(id=name) as target])],
                orelse=[ast.Assign(targets=[ast.Name(id=again)], value=value)],
            ) if (
                name == again and name in places and places[name][0].target is target
            ):
                found |= {name} if name in names_in(value) else set()
    return frozenset(found)


def _made_arrays(tree: ast.Module) -> frozenset[str]:
    """Return the names that arrays are made of: ``np.asarray(row)``."""
    found = set()
    for node in find(tree, ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(attr=made), args=[ast.Name(id=name), *_]):
                found |= {name} if made in ARRAYS_OF else set()
    return frozenset(found)


def _perhaps(tree: ast.Module, places: Mapping[str, list[Binding]]) -> frozenset[str]:
    """Return the names that are first bound under a condition, to None if it does not hold.

    That becomes one expression, too.
    """
    found = set()
    for node in find(tree, ast.If):
        match node:
            case ast.If(
                body=[ast.Assign(targets=[ast.Name(id=name) as target], value=one)],
                orelse=[ast.Assign(targets=[ast.Name(id=again)], value=other)],
            ) if (
                name == again and name in places and places[name][0].target is target
            ):
                nothing = [isinstance(v, ast.Constant) and v.value is None for v in (one, other)]
                found |= {name} if any(nothing) and not all(nothing) else set()
    return frozenset(found)


def by_name(found: Iterable[Binding]) -> dict[str, list[Binding]]:
    """Return the bindings of each name, in the order of the text."""
    names: dict[str, list[Binding]] = {}
    for binding in found:
        names.setdefault(binding.name, []).append(binding)
    return names


def kinds_at(places: Iterable[Binding]) -> list[str]:
    """Return the kinds that a name is bound to, in the order of the text."""
    return [place.kind for place in places]


def is_retyped(name: str, kind: str, later: list[str], uses: Uses) -> bool:
    """Tell whether an input is more than what its annotation says."""
    return _differ([kind, *later]) or _is_open(name, [kind, *later], uses)


def declaration_of(name: str, kinds: list[str], uses: Uses) -> str:
    """Return the type that a name needs where it is first bound; "" if it needs none."""
    first = kinds[0]
    if first == GIVEN:
        return ""
    if first.startswith(UNTOLD) or _is_open(name, kinds, uses):
        return "Any"
    if _differ(kinds):
        return _common(kinds)
    if first == MAYBE:
        is_used = name in uses.asked | uses.counted | uses.reckoned
        return "Any" if is_used else ""
    if _is_vague(first):
        return "Any" if ANY in kinds[1:] else _container(first)
    return _container(first) if name in uses.changed else ""


def _is_vague(kind: str) -> bool:
    return "[]" in kind or kind == "list[None]" or MIXED in kind


def _is_open(name: str, kinds: list[str], uses: Uses) -> bool:
    """Tell whether a name is used as what its first value is not."""
    first, asked = kinds[0], uses.attributes.get(name, frozenset())
    is_counter = first.partition("[")[0].endswith("Counter")
    if lacks(first, asked) or (is_counter and "__setitem__" in asked):  # it holds whole numbers
        return True
    is_asked_too_early = first in {*NUMBERS, "None", "str"} and (
        ANY in kinds or {*kinds} == {"None"}
    )
    ways = (
        (uses.counted, first in {*NUMBERS, "None"}),
        (uses.keyed, first.startswith("list")),
        (uses.asked, is_asked_too_early),
        (uses.strict, first.startswith(("dict", "list"))),
    )
    return any(name in used and differs for used, differs in ways)


def _common(kinds: list[str]) -> str:
    """Return what kinds that differ have in common."""
    if all(kind in NUMBERS for kind in kinds):
        return max(kinds, key=NUMBERS.index)
    return ARRAY if all(map(is_array, kinds)) else "Any"


def _container(kind: str) -> str:
    """A container that changes may come to hold anything."""
    name, _, held = kind.partition("[")
    if not held or held in {"Any]", "Any, Any]"} or not (name in HELD or held == "]"):
        return ""
    if name == "dict" and held.startswith("str, "):
        return "dict[str, Any]"
    return f"{name}[{HELD.get(name.rpartition('.')[2], 'Any, Any')}]"


def _differ(kinds: list[str]) -> bool:
    """Tell whether a type checker may object to what the name is bound to later."""
    first, *later = kinds
    return first != ANY and any(not _fits(first, kind) for kind in later)


def _fits(first: str, later: str) -> bool:
    if later in {ANY, GIVEN} or (first == later != UNSURE) or (first, later) == ("float", REAL):
        return True
    if first in NUMBERS and later in NUMBERS:
        return NUMBERS.index(later) <= NUMBERS.index(first)
    name, _, held = first.partition("[")
    return name == later.partition("[")[0] and held in {"]", "Any]", "Any, Any]"}


def annotate_first(places: list[Binding], kind: str) -> Iterator[Change]:
    """Yield what writes a type where a name is first bound."""
    first = places[0]
    if kind.partition("[")[0] == first.name:  # a variable called `dict` hides the class
        kind = "Any"
    if first.target is not None:
        yield Wrap(first.target, "", f": {kind}")
    else:
        yield Wrap(first.top, f"{first.name}: {kind}\n{' ' * first.top.col_offset}", "")
