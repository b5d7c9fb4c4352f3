"""A function's body → the same body, with a type where a name is first bound and later is another.

A type checker takes the type of the first value for that of the variable: a list that becomes
an array, a count that becomes a share. Such a name is declared as what it is: anything.
"""

import ast
import warnings
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import indent
from types import FunctionType

from mlship.ir.trees import find, parse, walk
from mlship.planning.array_kinds import ANY, UNSURE
from mlship.planning.attributes import declare_attributes
from mlship.planning.bindings import GIVEN, Binding, Surroundings, find_bindings
from mlship.planning.captions import caption
from mlship.planning.declared_types import annotate_first, by_name, find_types, is_retyped, kinds_at
from mlship.planning.edits import Change, Wrap, rewrite
from mlship.planning.excuses import (
    excuse_attributes,
    excuse_classes,
    excuse_definitions,
    excuse_replacements,
)
from mlship.planning.joined_kinds import same
from mlship.planning.kinds import CLASS, Kinds
from mlship.planning.loosening import checked, is_typed_function, loosen
from mlship.planning.own_types import correct_types
from mlship.planning.undefined import declare_missing, find_missing
from mlship.planning.uses import Uses
from mlship.planning.written_types import plain


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
    return _declare(body, parse(body), inputs, around)


def declare_definition(source: str, around: Surroundings) -> str:
    """Do the same in a function or class that the notebook itself has given types."""
    tree = parse(source)
    changes = [*_annotated_inside(tree, around), *excuse_classes(source, tree, around)]
    return _rewritten(source, tree, changes)


def declare_unbound(source: str, around: Surroundings, imported: Collection[str]) -> str:
    """Declare the names that a module of functions and classes uses and nothing binds.

    `imported` are names that generated code brings there.
    """
    tree = ast.parse(source)
    found = find_bindings(tree, {}, around)
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
    opened: set[int] = set()
    known: dict[int, Kinds] = {}
    for node in walk(tree) if _has_inner(tree) else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_typed_function(node):
            inner, known[id(node)] = yield from _annotated(node, around)
            opened |= inner
        elif isinstance(node, ast.ClassDef):
            yield from declare_attributes(node, around)
    yield from correct_types(tree, around, opened, known)


def _has_inner(tree: ast.AST) -> bool:
    """Tell whether functions or classes stand in a body."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(find(tree, kind) for kind in kinds)


def _annotated(
    node: ast.FunctionDef | ast.AsyncFunctionDef, around: Surroundings
) -> Generator[Change, None, tuple[set[int], Kinds]]:
    """Declare in a function.

    Return its parameters, by id, that are more than their types say, and the kinds of its names.
    """
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    inputs = {arg.arg: ast.unparse(arg.annotation) if arg.annotation else ANY for arg in given}
    tree = ast.Module(body=node.body, type_ignores=[])
    places, uses = by_name(find_bindings(tree, inputs, around)), Uses.of(tree)
    own = {name: bound for name, bound in places.items() if name not in inputs}
    types = find_types(tree, own, uses, around)
    for name, kind in types.items():
        yield from annotate_first(places[name], kind)
    kinds = _kinds_of(places, inputs, around, types)
    yield from caption(tree, kinds.read)
    yield from loosen(tree, kinds) if _can_cast(around) else ()
    retyped = {
        id(arg)
        for arg in given
        if arg.annotation
        and is_retyped(arg.arg, plain(inputs[arg.arg]), kinds_at(places.get(arg.arg, ())), uses)
    }
    return retyped, kinds


def declare_inside(
    source: str, node: ast.FunctionDef, inputs: Mapping[str, str], around: Surroundings
) -> Declared:
    """Do the same inside of a function whose parameters have these types."""
    return _declare(source, ast.Module(body=node.body, type_ignores=[]), inputs, around)


def _is_more(name: str, annotation: str, later: list[str], uses: Uses) -> bool:
    """Tell whether an input is, or is used as, more than what its annotation says."""
    asked = uses.attributes.get(name, ())
    return is_retyped(name, plain(annotation), later, uses) or _is_more_than_a_function(
        annotation, asked
    )


def _declare(
    body: str, tree: ast.Module, inputs: Mapping[str, str], around: Surroundings
) -> Declared:
    found = find_bindings(tree, inputs, around)
    places, uses = by_name(found), Uses.of(tree)
    own = {name: bound for name, bound in places.items() if name not in inputs}
    types = find_types(tree, own, uses, around)
    missing = list(find_missing(tree, found, inputs.keys(), around))
    unbound = frozenset(name for name, _ in missing)
    declared = unbound if around.complete else frozenset()
    kinds = _kinds_of(places, inputs, around, types)
    changes: list[Change] = [
        *_first_types(places, {n: kind for n, kind in types.items() if n not in declared}),
        *caption(tree, kinds.read),
        *(_told_apart(tree, found) if _can_cast(around) else ()),
        *(loosen(tree, kinds) if _can_cast(around) else ()),
        *_annotated_inside(tree, around),
        *excuse_replacements(body, tree, around),
        *excuse_definitions(body, found, {*inputs, *unbound}),
        *excuse_attributes(body, found),
        *excuse_classes(body, tree, around),
    ]
    if around.complete:
        changes += declare_missing(missing, around)
    retyped = {
        name
        for name, annotation in inputs.items()
        if _is_more(name, annotation, kinds_at(places.get(name, ())), uses)
    }
    return Declared(
        body=_rewritten(body, tree, changes),
        types=types,
        retyped=frozenset(retyped),
        missing=unbound,
    )


def _first_types(places: Mapping[str, list[Binding]], types: Mapping[str, str]) -> Iterator[Change]:
    for name, kind in types.items():
        yield from annotate_first(places[name], kind)


def _told_apart(tree: ast.Module, found: Iterable[Binding]) -> Iterator[Change]:
    """Yield what lets names that were functions at first be asked for an element."""
    first: dict[str, Binding] = {}
    for binding in found:
        first.setdefault(binding.name, binding)
    functions = {n for n, b in first.items() if isinstance(b.definition, ast.FunctionDef)}
    for node in checked(tree, inside=True) if functions else ():
        match node:
            case ast.Subscript(value=ast.Name(id=name) as asked) if name in functions:
                yield Wrap(asked, "cast(Any, ", ")")


def _kinds_of(
    places: Mapping[str, list[Binding]],
    inputs: Mapping[str, str],
    around: Surroundings,
    types: Mapping[str, str],
) -> Kinds:
    """Know the kinds of the names that stay what they are; those of `types` have a declaration."""
    kinds = {name: plain(annotation) for name, annotation in inputs.items()}
    kinds |= dict.fromkeys(around.own, ANY) | dict.fromkeys(around.classes, CLASS)
    kinds |= {name: _lasting(kinds_at(found)) for name, found in places.items()}
    kinds |= {name: ANY for name, kind in types.items() if kind == "Any"}
    return Kinds(around.imports, around.known, kinds)


def _lasting(kinds: list[str]) -> str:
    """Return the kind that a name has all the time; what was anything at first is forgotten."""
    is_forgotten = kinds[0] == ANY and {*kinds} - {ANY, GIVEN}
    return UNSURE if is_forgotten else same(kinds)


def _rewritten(body: str, tree: ast.Module, changes: list[Change]) -> str:
    """Apply the changes, unless a name stands where it cannot have a type, as ``(x) = 1``."""
    declared = rewrite(body, tree, changes)
    if declared == body:
        return body
    function = f"async def body():\n{indent(declared, ' ')}\n pass"
    try:
        with warnings.catch_warnings(action="ignore"):  # the notebook's own `is 1`, `"\\d"`
            compile(function, "body", "exec", dont_inherit=True)
    except SyntaxError:
        return body
    return declared


def _is_more_than_a_function(annotation: str, asked: Iterable[str]) -> bool:
    """Tell whether what is said to be callable is asked for what functions do not have."""
    is_function = annotation.startswith("Callable[")
    return is_function and any(not hasattr(FunctionType, attribute) for attribute in asked)
