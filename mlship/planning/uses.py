"""A body → how it uses its names, as far as that says what a type checker may take them for."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from mlship.ir.trees import walk
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
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                found |= {name} if method in CHANGING else set()
            case ast.Subscript(ctx=ast.Store()):
                found |= {name} if (name := _root(node)) else set()
            case ast.AugAssign(target=ast.Name(id=name)):
                found.add(name)
    return frozenset(found)


def _root(node: ast.expr) -> str:
    """Return the name that elements of elements are of: ``grid[0][1]``."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


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
    inner = _bound_inside(tree)
    grown = {id(node.target) for node in walk(tree) if isinstance(node, ast.AugAssign)}
    for node in walk(tree):
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
    for node in walk(tree):
        if isinstance(node, ast.comprehension):
            found |= {each.id for each in walk(node.target) if isinstance(each, ast.Name)}
        elif isinstance(node, ast.Lambda):
            found |= {each.arg for each in node.args.args}
    return frozenset(found)


def _counted(tree: ast.Module) -> frozenset[str]:
    """Return the names whose objects are counted or run through."""
    found = set()
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=function), args=args) if function in COUNTING:
                found |= {each.id for each in args if isinstance(each, ast.Name)}
            case (
                ast.For(iter=ast.Name(id=name))
                | ast.comprehension(iter=ast.Name(id=name))
                | ast.keyword(arg=None, value=ast.Name(id=name))
                | ast.Starred(value=ast.Name(id=name, ctx=ast.Load()))
            ):
                found.add(name)
    return frozenset(found)


def _reckoned(tree: ast.Module) -> frozenset[str]:
    """Return the names that are reckoned with, or put in an order."""
    found: set[str] = set()
    for node in walk(tree):
        sides: list[ast.expr] = []
        match node:
            case ast.BinOp(left=left, right=right):
                sides = [left, right]
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
                sides = [left, *node.comparators]
        found |= {each.id for each in sides if isinstance(each, ast.Name)}
    return frozenset(found)


def _keyed(tree: ast.Module) -> frozenset[str]:
    """Return the names whose elements have texts for keys: no list has."""
    return frozenset(
        node.value.id
        for node in walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    )


def _used_early(tree: ast.Module) -> frozenset[str]:
    """Return the names that a lambda uses above the line that first binds them."""
    first: dict[str, int] = {}
    inside: dict[str, int] = {}
    for node in walk(tree):
        if isinstance(node, ast.Lambda):
            for each in (n for n in walk(node.body) if isinstance(n, ast.Name)):
                inside[each.id] = min(each.lineno, inside.get(each.id, each.lineno))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            first[node.id] = min(node.lineno, first.get(node.id, node.lineno))
    return frozenset(name for name, line in inside.items() if line < first.get(name, line))


def _used_strictly(tree: ast.Module) -> frozenset[str]:
    found = set()
    for node in walk(tree):
        match node:
            case ast.keyword(arg="key", value=ast.Attribute(value=ast.Name(id=name), attr="get")):
                found.add(name)
            case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.BinOp(left=value):
                found |= _got_from(value)
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
