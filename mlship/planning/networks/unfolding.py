"""Statements → the events in them, one after the other, as if own functions stood where called.

A network is trained by ``train(net, loader)`` as well as by a loop at the top; what it is given
goes through names: of parameters, of a loop's turn, of what a function gives back. An event binds
one name, or several, to an expression; the names inside of a function get the number of its call.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import walk
from mlship.planning.networks.substituting import put_in

TORCH = "torch"
INNER = ":"  # between a statement's and a call's number and a name inside of the function
_DEEPEST = 6  # calls of own functions inside of each other that are followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Event = statement, what is bound there (None: nothing), to what; `each`: one turn of it."""

    index: int
    value: ast.expr
    target: ast.expr | None = None
    each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Trail = all events in order, the notebook's classes, where each name is bound."""

    events: tuple[Event, ...] = ()
    classes: Mapping[str, ast.ClassDef] = field(default_factory=dict)
    imports: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def bound(self, name: str, before: int) -> int:
        """Return the place of the event that bound a name last, -1 if none did."""
        return max((place for place in self.places.get(name, ()) if place < before), default=-1)

    def qualified(self, tree: ast.expr) -> str:
        """Return the qualified name of what is imported, "" of anything else."""
        parts: list[str] = []
        while isinstance(tree, ast.Attribute):
            parts.append(tree.attr)
            tree = tree.value
        known = isinstance(tree, ast.Name) and tree.id in self.imports
        root = self.imports[tree.id] if known and isinstance(tree, ast.Name) else ""
        return ".".join([root, *reversed(parts)]) if root else ""


def unfold(flow: Dataflow, kept: Iterable[int]) -> Trail:
    """Unfold the kept statements, in order; without PyTorch there are no networks to follow."""
    if not any(name.partition(".")[0] == TORCH for name in flow.imports.values()):
        return Trail()
    unfolder, wanted, classes = _Unfolder(), frozenset(kept), dict[str, ast.ClassDef]()
    events: list[Event] = []
    for index, tree in enumerate(node.statement.node for node in flow.nodes):
        for name in flow.nodes[index].defines:
            unfolder.functions.pop(name, None)
        match tree:
            case ast.FunctionDef(name=name):
                unfolder.functions[name] = tree
            case ast.ClassDef(name=name):
                classes[name] = tree
        unfolder.numbers = count(1)
        events += unfolder.statement(tree, index) if index in wanted else ()
    return Trail(
        events=tuple(events), classes=classes, imports=flow.imports, places=_places(events)
    )


def _places(events: Iterable[Event]) -> dict[str, tuple[int, ...]]:
    """Map names to the events that bind them."""
    places: dict[str, list[int]] = {}
    for place, event in enumerate(events):
        for name in _names(event.target):
            places.setdefault(name, []).append(place)
    return {name: tuple(found) for name, found in places.items()}


class _Unfolder:
    """Unfolds statements, and the functions that these call."""

    def __init__(self) -> None:
        self.functions: dict[str, ast.FunctionDef] = {}
        self.numbers = count(1)
        self.open: list[str] = []

    def statement(self, tree: ast.stmt, index: int) -> Iterator[Event]:
        match tree:
            case ast.Assign(targets=targets, value=value):
                value, found = self._called(value, index)
                yield from found
                for target in targets:
                    yield from _pairs(index, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                value, found = self._called(value, index)
                yield from [*found, Event(index=index, target=target, value=value)]
            case ast.Expr(value=value) | ast.AugAssign(value=value):
                value, found = self._called(value, index)
                yield from [*found, Event(index=index, value=value)]
            case ast.For(target=target, iter=over, body=body, orelse=orelse):
                over, found = self._called(over, index)
                yield from [*found, Event(index=index, target=target, value=over, each=True)]
                yield from self._block([*body, *orelse], index)
            case ast.If(test=test, body=body, orelse=orelse) | ast.While(
                test=test, body=body, orelse=orelse
            ):
                value, found = self._called(test, index)
                yield from [*found, Event(index=index, value=value)]
                yield from self._block([*body, *orelse], index)
            case ast.With(body=body):
                yield from self._block(body, index)
            case ast.Try(body=body, orelse=orelse, finalbody=finalbody):
                yield from self._block([*body, *orelse, *finalbody], index)

    def _block(self, body: Iterable[ast.stmt], index: int) -> Iterator[Event]:
        for tree in body:
            yield from self.statement(tree, index)

    def _called(self, tree: ast.expr, index: int) -> tuple[ast.expr, list[Event]]:
        """Put what own functions give back in the place of their calls; note what goes in turns."""
        value, events = self._with_results(tree, index)
        turns = (n for n in walk(value) if isinstance(n, ast.comprehension))
        each = [Event(index=index, target=t.target, value=t.iter, each=True) for t in turns]
        return value, [*events, *each]

    def _with_results(self, tree: ast.expr, index: int) -> tuple[ast.expr, list[Event]]:
        calls = [n for n in walk(tree) if isinstance(n, ast.Call) and self._is_own(n.func)]
        if not calls:
            return tree, []
        results: dict[int, ast.expr] = {}
        events: list[Event] = []
        for call in reversed(calls):  # inner ones first
            found, given_back = self._follow(call, index, results)
            events += found
            if given_back is not None:
                results[id(call)] = given_back
        return put_in(tree, results), events

    def _is_own(self, func: ast.expr) -> bool:
        if not isinstance(func, ast.Name) or len(self.open) >= _DEEPEST:
            return False
        return func.id in self.functions and func.id not in self.open

    def _follow(
        self, call: ast.Call, index: int, results: Mapping[int, ast.expr]
    ) -> tuple[list[Event], ast.expr | None]:
        """Follow a call: parameters are bound to what it gives, then the body runs."""
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        tree = self.functions[name]
        inner = _Inner(f"{index}.{next(self.numbers)}{INNER}", _local_names(tree))
        events = [
            Event(index=index, target=inner.visit(_name(parameter)), value=put_in(value, results))
            for parameter, value in _bind(tree, call)
        ]
        self.open.append(name)
        body = [inner.visit(deepcopy(each)) for each in tree.body]
        events += self._block(body, index)
        back = next((value for s in reversed(body) for value in _given_back(s)), None)
        if back is not None:
            back, more = self._called(back, index)
            events += more
        self.open.pop()
        return events, back


def _given_back(tree: ast.stmt) -> Iterator[ast.expr]:
    for node in walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


class _Inner(ast.NodeTransformer):
    """Gives the names inside of a function the number of its call."""

    def __init__(self, prefix: str, names: frozenset[str]) -> None:
        self.prefix, self.names = prefix, names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """``outputs`` → ``7.1:outputs``."""
        if node.id not in self.names:
            return node
        return ast.Name(id=f"{self.prefix}{node.id}", ctx=node.ctx)


def _pairs(index: int, target: ast.expr, value: ast.expr) -> Iterator[Event]:
    """``a, b = c, d`` binds each name by itself."""
    match target, value:
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            for name, each in zip(names, values, strict=True):
                yield from _pairs(index, name, each)
        case _:
            yield Event(index=index, target=target, value=value)


def _bind(tree: ast.FunctionDef, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the parameters of a function, each with what a call gives it, or its default."""
    names = [arg.arg for arg in (*tree.args.posonlyargs, *tree.args.args)]
    defaults = tree.args.defaults
    bound = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
    bound |= dict(zip(names, call.args, strict=False))
    bound |= {k.arg: k.value for k in call.keywords if k.arg}
    yield from bound.items()


def _name(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Store())


def _local_names(tree: ast.FunctionDef) -> frozenset[str]:
    nodes = [n for statement in tree.body for n in walk(statement)]
    shared = {name for n in nodes if isinstance(n, ast.Global) for name in n.names}
    args = [*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs]
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return frozenset({*stored, *(arg.arg for arg in args)} - shared)


def _names(target: ast.expr | None) -> set[str]:
    """Return the names that a target binds: a subscript or an attribute binds none."""
    match target:
        case ast.Name(id=name):
            return {name}
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            return set().union(*map(_names, elts))
        case ast.Starred(value=value):
            return _names(value)
    return set()
