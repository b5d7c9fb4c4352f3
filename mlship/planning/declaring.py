"""A function's body → the same body, with a type where a name is first bound and later is another.

A type checker takes the type of the first value for that of the variable: a list that becomes
an array, a count that becomes a share. Such a name is declared as what it is: anything.
"""

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import indent
from typing import Self

from mlship.ir.trees import walk
from mlship.planning.bindings import GIVEN, Binding, Surroundings, find_bindings
from mlship.planning.captions import caption
from mlship.planning.edits import Change, Wrap, rewrite
from mlship.planning.excuses import (
    excuse_attributes,
    excuse_bases,
    excuse_definitions,
    excuse_replacements,
)
from mlship.planning.kinds import (
    ANY,
    ARRAY,
    HELD,
    MIXED,
    NUMBERS,
    UNSURE,
    UNTOLD,
    Kinds,
    is_array,
    lacks,
    plain,
    same,
)
from mlship.planning.spelling import LIMITS
from mlship.planning.undefined import declare_missing, find_missing

CHANGING = frozenset(
    {"append", "extend", "insert", "update", "add", "setdefault", "appendleft", "remove"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Declared = the body with its declarations, the inputs that become something else.

    `missing` are the names that nothing binds; a star import may bring them.
    """

    body: str
    retyped: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Uses:
    """Uses = names whose objects get other elements, are asked for a part, or go where it matters.

    In ``max(d, key=d.get)`` ``get`` may give None; limits of a plot are no list. What is asked
    for an attribute that its class lacks is something else: types are guessed.
    """

    changed: frozenset[str]
    asked: frozenset[str]
    strict: frozenset[str]
    attributes: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, tree: ast.Module) -> Self:
        """Collect the uses in a body."""
        return cls(
            changed=_changed(tree),
            asked=_asked(tree),
            strict=_used_strictly(tree),
            attributes=_attributes(tree),
        )


def declare(body: str, inputs: Mapping[str, str], around: Surroundings) -> Declared:
    """Declare the types that a type checker would guess wrong; `inputs` have annotations."""
    return _declare(body, ast.parse(body), inputs, around)


def declare_inside(
    source: str, node: ast.FunctionDef, inputs: Mapping[str, str], around: Surroundings
) -> Declared:
    """Do the same inside of a function whose parameters have these types."""
    return _declare(source, ast.Module(body=node.body, type_ignores=[]), inputs, around)


def _declare(
    body: str, tree: ast.Module, inputs: Mapping[str, str], around: Surroundings
) -> Declared:
    found = find_bindings(tree.body, inputs, around)
    by_name: dict[str, list[Binding]] = {}
    for binding in found:
        by_name.setdefault(binding.name, []).append(binding)
    uses = _Uses.of(tree)
    array = next((f"{n}.ndarray" for n, q in around.imports.items() if q == "numpy"), "Any")
    changes: list[Change] = []
    for name, places in by_name.items():
        if name not in inputs and (kind := _declaration(name, _kinds(places), uses)):
            changes += _annotate(places, array if kind == ARRAY else kind)
    changes += caption(tree, _kinds_of(by_name, inputs, around).read)
    changes += excuse_replacements(body, tree, around)
    changes += excuse_definitions(body, found, inputs.keys())
    changes += excuse_attributes(body, found)
    changes += excuse_bases(body, tree)
    missing = list(find_missing(tree, found, inputs.keys(), around))
    if around.complete:
        changes += declare_missing(missing, around)
    retyped = {
        name
        for name, annotation in inputs.items()
        if _is_retyped(name, plain(annotation), _kinds(by_name.get(name, ())), uses)
    }
    return Declared(
        body=_rewritten(body, tree, changes),
        retyped=frozenset(retyped),
        missing=frozenset(name for name, _ in missing),
    )


def _kinds_of(
    places: Mapping[str, list[Binding]], inputs: Mapping[str, str], around: Surroundings
) -> Kinds:
    """Know the kinds of the names that stay what they are."""
    kinds = {name: plain(annotation) for name, annotation in inputs.items()}
    kinds |= dict.fromkeys(around.own, ANY)
    kinds |= {name: same(_kinds(found)) for name, found in places.items()}
    return Kinds(around.imports, around.parameters, kinds)


def _rewritten(body: str, tree: ast.Module, changes: list[Change]) -> str:
    """Apply the changes, unless a name stands where it cannot have a type, as ``(x) = 1``."""
    declared = rewrite(body, tree, changes)
    function = f"async def body():\n{indent(declared, ' ')}\n pass"
    try:
        with warnings.catch_warnings(action="ignore"):  # the notebook's own `is 1`, `"\\d"`
            compile(function, "body", "exec", dont_inherit=True)
    except SyntaxError:
        return body
    return declared


def _kinds(places: Iterable[Binding]) -> list[str]:
    return [place.kind for place in places]


def _is_retyped(name: str, kind: str, later: list[str], uses: _Uses) -> bool:
    """Tell whether an input is more than what its annotation says."""
    return _differ([kind, *later]) or _is_open(name, [kind, *later], uses)


def _declaration(name: str, kinds: list[str], uses: _Uses) -> str:
    """Return the type that a name needs where it is first bound; "" if it needs none."""
    first = kinds[0]
    if first == GIVEN:
        return ""
    if first.startswith(UNTOLD) or _is_open(name, kinds, uses):
        return "Any"
    if _differ(kinds):
        return _common(kinds)
    is_vague = "[]" in first or first == "list[None]" or MIXED in first
    return _container(first) if is_vague or name in uses.changed else ""


def _is_open(name: str, kinds: list[str], uses: _Uses) -> bool:
    """Tell whether a name is used as what its first value is not."""
    if lacks(kinds[0], uses.attributes.get(name, frozenset())):
        return True
    if name in uses.asked and kinds[0] in {*NUMBERS, "None", "str"}:
        return ANY in kinds
    return name in uses.strict and kinds[0].startswith(("dict", "list"))


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
    if later in {ANY, GIVEN} or (first == later != UNSURE):
        return True
    if first in NUMBERS and later in NUMBERS:
        return NUMBERS.index(later) <= NUMBERS.index(first)
    name, _, held = first.partition("[")
    return name == later.partition("[")[0] and held in {"]", "Any]", "Any, Any]"}


def _annotate(places: list[Binding], kind: str) -> Iterator[Change]:
    first = places[0]
    if kind.partition("[")[0] == first.name:  # a variable called `dict` hides the class
        kind = "Any"
    if first.target is not None:
        yield Wrap(first.target, "", f": {kind}")
    else:
        yield Wrap(first.top, f"{first.name}: {kind}\n{' ' * first.top.col_offset}", "")


def _changed(tree: ast.Module) -> frozenset[str]:
    """Return the names whose objects get more elements or others."""
    found = set()
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                found |= {name} if method in CHANGING else set()
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)
            case ast.AugAssign(target=ast.Name(id=name)):
                found.add(name)
    return frozenset(found)


def _asked(tree: ast.Module) -> frozenset[str]:
    """Return the names whose objects are asked for an attribute or an element."""
    return frozenset(
        node.value.id
        for node in walk(tree)
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name)
    )


def _attributes(tree: ast.Module) -> Mapping[str, frozenset[str]]:
    """Return the attributes that names are asked for."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                found.setdefault(name, set()).add(attr)
    return {name: frozenset(attributes) for name, attributes in found.items()}


def _used_strictly(tree: ast.Module) -> frozenset[str]:
    found = set()
    for node in walk(tree):
        match node:
            case ast.keyword(arg="key", value=ast.Attribute(value=ast.Name(id=name), attr="get")):
                found.add(name)
            case ast.Call(
                func=ast.Attribute(attr=method),
                args=[
                    ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name), slice=ast.Slice())
                ],
            ) if (
                method in LIMITS
            ):
                found.add(name)
    return frozenset(found)
