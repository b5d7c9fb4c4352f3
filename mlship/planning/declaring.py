"""A function's body → the same body, with a type where a name is first bound and later is another.

A type checker takes the type of the first value for that of the variable: a list that becomes
an array, a count that becomes a share. Such a name is declared as what it is: anything.
"""

import ast
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from textwrap import indent
from types import FunctionType

from mlship.ir.trees import walk
from mlship.planning.bindings import GIVEN, Binding, Surroundings, find_bindings
from mlship.planning.captions import caption
from mlship.planning.edits import Change, Wrap, rewrite
from mlship.planning.excuses import (
    excuse_attributes,
    excuse_classes,
    excuse_definitions,
    excuse_replacements,
)
from mlship.planning.kinds import (
    ANY,
    ARRAY,
    CLASS,
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
from mlship.planning.loosening import checked, is_typed_function, loosen
from mlship.planning.undefined import declare_missing, find_missing
from mlship.planning.uses import Uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Declared = the body with its declarations, which they are, the inputs that change their type.

    `missing` are the names that nothing binds; a star import may bring them.
    """

    body: str
    types: Mapping[str, str] = field(default_factory=dict)
    retyped: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def declare(body: str, inputs: Mapping[str, str], around: Surroundings) -> Declared:
    """Declare the types that a type checker would guess wrong; `inputs` have annotations."""
    return _declare(body, ast.parse(body), inputs, around)


def declare_definition(source: str, around: Surroundings) -> str:
    """Do the same in a function or class that the notebook itself has given types."""
    tree = ast.parse(source)
    kinds = _kinds_of({}, {}, replace(around, complete=False))
    changes = [
        *_annotated_inside(tree, around),
        *(loosen(tree, kinds, only_typed=True) if _can_cast(around) else ()),
        *excuse_classes(source, tree),
    ]
    return _rewritten(source, tree, changes)


def declare_unbound(source: str, around: Surroundings, imported: Collection[str]) -> str:
    """Declare the names that a module of functions and classes uses and nothing binds.

    `imported` are names that generated code brings there.
    """
    tree = ast.parse(source)
    found = find_bindings(tree.body, {}, around)
    seen = {node.id for node in checked(tree, inside=True) if isinstance(node, ast.Name)}
    missing = [one for one in find_missing(tree, found, imported, around) if one[0] in seen]
    changes = declare_missing(missing, around) if around.complete else ()
    return rewrite(source, tree, list(changes))


def _can_cast(around: Surroundings) -> bool:
    """Tell whether `cast` means Python's own in the notebook, or nothing."""
    taken = "cast" in around.written or "cast" in around.own
    return not taken and around.imports.get("cast", "typing.cast") == "typing.cast"


def _annotated_inside(tree: ast.AST, around: Surroundings) -> Iterator[Change]:
    """Declare in the functions with types that stand in a body: a checker reads them, too."""
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_typed_function(node):
            yield from _annotated(ast.Module(body=node.body, type_ignores=[]), node.args, around)


def _annotated(tree: ast.Module, given: ast.arguments, around: Surroundings) -> Iterator[Change]:
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    inputs = {a.arg: ast.unparse(a.annotation) if a.annotation else "Any" for a in parameters}
    places = _by_name(find_bindings(tree.body, inputs, around))
    places = {name: bound for name, bound in places.items() if name not in inputs}
    for name, kind in _types(places, _grown(tree, places), Uses.of(tree), around).items():
        yield from _annotate(places[name], kind)


def declare_inside(
    source: str, node: ast.FunctionDef, inputs: Mapping[str, str], around: Surroundings
) -> Declared:
    """Do the same inside of a function whose parameters have these types."""
    return _declare(source, ast.Module(body=node.body, type_ignores=[]), inputs, around)


def _declare(
    body: str, tree: ast.Module, inputs: Mapping[str, str], around: Surroundings
) -> Declared:
    found = find_bindings(tree.body, inputs, around)
    by_name, uses = _by_name(found), Uses.of(tree)
    own = {name: places for name, places in by_name.items() if name not in inputs}
    types = _types(own, _grown(tree, own), uses, around)
    missing = list(find_missing(tree, found, inputs.keys(), around))
    kinds = _kinds_of(by_name, inputs, around)
    changes: list[Change] = [
        *(change for name, kind in types.items() for change in _annotate(by_name[name], kind)),
        *caption(tree, kinds.read),
        *(loosen(tree, kinds) if _can_cast(around) else ()),
        *_annotated_inside(tree, around),
        *excuse_replacements(body, tree, around),
        *excuse_definitions(body, found, {*inputs, *(name for name, _ in missing)}),
        *excuse_attributes(body, found),
        *excuse_classes(body, tree),
    ]
    if around.complete:
        changes += declare_missing(missing, around)
    retyped = {
        name
        for name, annotation in inputs.items()
        if _is_retyped(name, plain(annotation), _kinds(by_name.get(name, ())), uses)
        or _is_more_than_a_function(annotation, uses.attributes.get(name, ()))
    }
    return Declared(
        body=_rewritten(body, tree, changes),
        types=types,
        retyped=frozenset(retyped),
        missing=frozenset(name for name, _ in missing),
    )


def _by_name(found: Iterable[Binding]) -> dict[str, list[Binding]]:
    by_name: dict[str, list[Binding]] = {}
    for binding in found:
        by_name.setdefault(binding.name, []).append(binding)
    return by_name


def _types(
    places: Mapping[str, list[Binding]],
    grown: frozenset[str],
    uses: Uses,
    around: Surroundings,
) -> dict[str, str]:
    """Return the types of names that need one where they are first bound."""
    array = next((f"{n}.ndarray" for n, q in around.imports.items() if q == "numpy"), "Any")
    found = {
        name: "Any" if name in grown else _declaration(name, _kinds(bound), uses)
        for name, bound in places.items()
    }
    return {name: array if kind == ARRAY else kind for name, kind in found.items() if kind}


def _grown(tree: ast.Module, places: Mapping[str, list[Binding]]) -> frozenset[str]:
    """Return the names that are first bound under a condition, and otherwise by what they hold.

    ``if first: text = a`` with ``else: text = text + a`` becomes one expression, which a checker
    cannot tell the type of.
    """
    found = set()
    for node in walk(tree):
        match node:
            case ast.If(
                body=[ast.Assign(targets=[ast.Name(id=name) as target])],
                orelse=[ast.Assign(targets=[ast.Name(id=again)], value=value)],
            ) if (
                name == again and name in places and places[name][0].target is target
            ):
                inner = (n.id for n in walk(value) if isinstance(n, ast.Name))
                found |= {name} if name in inner else set()
    return frozenset(found)


def _kinds_of(
    places: Mapping[str, list[Binding]], inputs: Mapping[str, str], around: Surroundings
) -> Kinds:
    """Know the kinds of the names that stay what they are."""
    kinds = {name: plain(annotation) for name, annotation in inputs.items()}
    kinds |= dict.fromkeys(around.own, ANY) | dict.fromkeys(around.classes, CLASS)
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


def _is_retyped(name: str, kind: str, later: list[str], uses: Uses) -> bool:
    """Tell whether an input is more than what its annotation says."""
    return _differ([kind, *later]) or _is_open(name, [kind, *later], uses)


def _is_more_than_a_function(annotation: str, asked: Iterable[str]) -> bool:
    """Tell whether what is said to be callable is asked for what functions do not have."""
    is_function = annotation.startswith("Callable[")
    return is_function and any(not hasattr(FunctionType, attribute) for attribute in asked)


def _declaration(name: str, kinds: list[str], uses: Uses) -> str:
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


def _is_open(name: str, kinds: list[str], uses: Uses) -> bool:
    """Tell whether a name is used as what its first value is not."""
    if lacks(kinds[0], uses.attributes.get(name, frozenset())):
        return True
    if name in uses.counted and kinds[0] in {*NUMBERS, "None"}:
        return True
    if name in uses.keyed and kinds[0].startswith("list"):
        return True
    if name in uses.asked and kinds[0] in {*NUMBERS, "None", "str"}:
        return ANY in kinds or {*kinds} == {"None"}
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
