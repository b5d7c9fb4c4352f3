"""A body → how it uses its names, as far as that says what a type checker may take them for."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from mlship.ir.trees import find, names_in
from mlship.planning.spelling import LIMITS

CHANGING = frozenset(
    {"append", "extend", "insert", "update", "add", "setdefault", "appendleft", "remove"}
)
COUNTING = frozenset({"len", "enumerate", "zip", "sorted", "list", "set", "tuple", "reversed"})
# What brackets ask for, by what is done with it.
ITEMS = {ast.Load: "__getitem__", ast.Store: "__setitem__", ast.Del: "__delitem__"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """Uses = names whose objects get other elements, are asked for a part, or go where it matters.

    What is `counted`, or run through, is no number, what is `reckoned` with is not None, what is
    `keyed` by texts no list. In
    ``max(d, key=d.get)`` and ``d.get(k) + 1`` ``get`` may give None; limits of a plot are no list.
    What is asked for an attribute that its class lacks is something else: types are guessed.
    What a lambda uses `early` is bound below it.
    """

    changed: frozenset[str]
    asked: frozenset[str]
    strict: frozenset[str]
    counted: frozenset[str]
    reckoned: frozenset[str]
    keyed: frozenset[str]
    attributes: Mapping[str, frozenset[str]]
    early: frozenset[str]

    @classmethod
    def of(cls, tree: ast.Module) -> Self:
        """Collect the uses in a body."""
        return cls(
            changed=_changed(tree),
            asked=_asked(tree),
            strict=_used_strictly(tree),
            counted=_counted(tree),
            reckoned=_reckoned(tree),
            keyed=_keyed(tree),
            attributes=_attributes(tree),
            early=_used_early(tree),
        )


def _changed(tree: ast.Module) -> frozenset[str]:
    """Return the names whose objects get more elements or others."""
    found = set()
    for call in find(tree, ast.Call):
        match call.func:
            case ast.Attribute(value=ast.Name(id=name), attr=method) if method in CHANGING:
                found.add(name)
    parts = (each for each in find(tree, ast.Subscript) if isinstance(each.ctx, ast.Store))
    found |= {_root(each) for each in (*parts, *_grown(tree))}
    return frozenset(found - {""})


def _grown(tree: ast.Module) -> Iterator[ast.Name]:
    """Yield the names that are bound to more: ``total += 1``."""
    targets = (each.target for each in find(tree, ast.AugAssign))
    return (target for target in targets if isinstance(target, ast.Name))


def _root(node: ast.expr) -> str:
    """Return the name that elements of elements are of: ``grid[0][1]``."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _asked(tree: ast.Module) -> frozenset[str]:
    """Return the names whose objects are asked for an attribute or an element."""
    return _names(_owners(tree))


def _owners(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what is asked for an attribute or an element."""
    yield from (node.value for node in find(tree, ast.Attribute))
    yield from (node.value for node in find(tree, ast.Subscript))


def _attributes(tree: ast.Module) -> Mapping[str, frozenset[str]]:
    """Return the attributes that names are asked for."""
    found: dict[str, set[str]] = {}
    inner = _bound_inside(tree)
    grown = {id(node.target) for node in find(tree, ast.AugAssign)}
    for node in (*find(tree, ast.Attribute), *find(tree, ast.Subscript)):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                found.setdefault(name, set()).add(attr)
            case ast.Attribute(
                value=ast.Call(func=ast.Attribute(attr="metric"), args=[_, ast.Name(id=name), *_]),
                attr=attr,
            ):  # a report gives back what it records
                found.setdefault(name, set()).add(attr)
            case ast.Subscript(value=ast.Name(id=name), ctx=context) if (
                name not in inner and id(node) not in grown
            ):
                found.setdefault(name, set()).add(ITEMS[type(context)])
    return {name: frozenset(attributes) for name, attributes in found.items()}


def _bound_inside(tree: ast.Module) -> frozenset[str]:
    """Return the names that comprehensions and lambdas have for themselves."""
    found: set[str] = set()
    for comprehension in find(tree, ast.comprehension):
        found |= names_in(comprehension.target)
    for function in find(tree, ast.Lambda):
        found |= {each.arg for each in function.args.args}
    return frozenset(found)


def _counted(tree: ast.Module) -> frozenset[str]:
    """Return the names whose objects are counted or run through."""
    counted: list[ast.expr] = []
    for call in find(tree, ast.Call):
        match call.func:
            case ast.Name(id=function) if function in COUNTING:
                counted += call.args
    counted += [each.iter for each in find(tree, ast.For)]
    counted += [each.iter for each in find(tree, ast.comprehension)]
    counted += [each.value for each in find(tree, ast.keyword) if each.arg is None]
    counted += [each.value for each in find(tree, ast.Starred) if isinstance(each.ctx, ast.Load)]
    return _names(counted)


def _names(nodes: Iterable[ast.expr]) -> frozenset[str]:
    return frozenset(each.id for each in nodes if isinstance(each, ast.Name))


def _reckoned(tree: ast.Module) -> frozenset[str]:
    """Return the names that are reckoned with, or put in an order."""
    sides = [side for each in find(tree, ast.BinOp) for side in (each.left, each.right)]
    for node in find(tree, ast.Compare):
        match node.ops:
            case [ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]:
                sides += [node.left, *node.comparators]
    return _names(sides)


def _keyed(tree: ast.Module) -> frozenset[str]:
    """Return the names whose elements have texts for keys: no list has."""
    return frozenset(
        node.value.id
        for node in find(tree, ast.Subscript)
        if isinstance(node.value, ast.Name)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    )


def _used_early(tree: ast.Module) -> frozenset[str]:
    """Return the names that a lambda uses above the line that first binds them."""
    first: dict[str, int] = {}
    inside: dict[str, int] = {}
    for function in find(tree, ast.Lambda):
        for each in find(function.body, ast.Name):
            inside[each.id] = min(each.lineno, inside.get(each.id, each.lineno))
    for node in find(tree, ast.Name) if inside else ():
        if isinstance(node.ctx, ast.Store):
            first[node.id] = min(node.lineno, first.get(node.id, node.lineno))
    return frozenset(name for name, line in inside.items() if line < first.get(name, line))


def _used_strictly(tree: ast.Module) -> frozenset[str]:
    found: set[str] = set()
    for value in (*_owners(tree), *(node.left for node in find(tree, ast.BinOp))):
        found |= _got_from(value)
    for node in (*find(tree, ast.keyword), *find(tree, ast.Call)):
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


def _got_from(node: ast.expr) -> set[str]:
    """Return the dictionary that an element, if it is there, is got from."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_]):
            return {name}
    return set()
