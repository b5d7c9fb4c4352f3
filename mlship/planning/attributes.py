"""A class → the types of its attributes that a checker would guess wrong, or cannot guess.

An attribute is what the first method binds it to, so it is declared like a variable: ``self.best =
None`` that becomes a model, a list that becomes an array.
"""

import ast
import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mlship.planning.array_kinds import ANY
from mlship.planning.bindings import Binding, Surroundings, find_bindings
from mlship.planning.declared_types import annotate_first, by_name, find_types
from mlship.planning.edits import Change
from mlship.planning.loosening import is_typed_function
from mlship.planning.uses import Uses
from mlship.planning.written_types import MAYBE, options_of, plain

# Bases that give the names of a class body a meaning of their own.
FIELDS = ("NamedTuple", "TypedDict", "Enum", "BaseModel", "Protocol", "Structure")
EMPTY = frozenset({"list[]", "dict[]", "set[]"})


def declare_attributes(node: ast.ClassDef, around: Surroundings) -> Iterator[Change]:
    """Yield the declarations of a class's attributes."""
    shared = list(_shared(node, around))
    methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
    checked = [each for each in methods if is_typed_function(each)]
    if checked:
        yield from _declared(shared, methods, around)
    else:
        yield from _declared([each for each in shared if each.kind in EMPTY], [], around)


def _declared(
    shared: list[Binding], methods: list[ast.FunctionDef], around: Surroundings
) -> Iterator[Change]:
    told: set[str] = set()
    found, bodies = [*shared], []
    for method in methods:
        body = [_flat(statement, method) for statement in method.body]
        inputs = {each.name: each.kind for each in reversed(found) if plain(each.kind) == each.kind}
        bindings = find_bindings(
            ast.Module(body=body, type_ignores=[]), inputs | _told(method), around
        )
        bound = [each for each in bindings if each.name.startswith("self.")]
        if is_typed_function(method):
            bodies += body
            found += bound
        else:  # what is bound here first may be anything
            told |= _names_of(bound) - _names_of(found)
    tree = ast.Module(body=bodies, type_ignores=[])
    places = {name: bound for name, bound in by_name(found).items() if name not in told}
    for name, kind in find_types(tree, places, Uses.of(tree), around).items():
        if places[name][0].target is not None or places[name][0] not in shared:
            yield from annotate_first(places[name], kind)


def _names_of(bindings: Iterable[Binding]) -> set[str]:
    return {each.name for each in bindings}


def _told(method: ast.FunctionDef) -> dict[str, str]:
    """Return the types that a method says of its parameters."""
    given = [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
    told = {arg.arg: ast.unparse(arg.annotation) if arg.annotation else ANY for arg in given}
    return {name: MAYBE if "None" in options_of(text) else text for name, text in told.items()}


def _shared(node: ast.ClassDef, around: Surroundings) -> Iterator[Binding]:
    """Yield what the body of a class itself binds, where that has no other meaning."""
    if node.decorator_list or any(ast.unparse(base).endswith(FIELDS) for base in node.bases):
        return
    plain: list[ast.stmt] = [each for each in node.body if isinstance(each, ast.Assign)]
    for binding in find_bindings(ast.Module(body=plain, type_ignores=[]), {}, around):
        yield replace(binding, name=f"self.{binding.name}")


def _flat(statement: ast.stmt, method: ast.FunctionDef) -> ast.stmt:
    """Copy a statement with each attribute of the method's object as a name of its own."""
    given = [*method.args.posonlyargs, *method.args.args]
    flat = copy.deepcopy(statement)
    return _Flattened(given[0].arg).visit(flat) if given else flat


class _Flattened(ast.NodeTransformer):
    """Makes a name of ``self.a``."""

    def __init__(self, me: str) -> None:
        self.me = me

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Put a name in the place of an attribute of the object itself."""
        match node.value:
            case ast.Name(id=name) if name == self.me:
                return ast.copy_location(ast.Name(id=f"self.{node.attr}", ctx=node.ctx), node)
        return self.generic_visit(node)
