"""Dataflow → which variables may hold which models, where these are fitted, and what is picked.

A model that is chosen among others is followed through conditions, dictionaries and lists, loops
over these, `max` and `sorted`, and back from `best_estimator_`. What is found is what may be: which
of them it is only a run knows.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import children, walk
from mlship.knowledge import Knowledge
from mlship.planning.metrics import bound_names, is_model
from mlship.planning.own_fits import bind, find_functions, fits_in, gives_collection, returned

Sites = frozenset[int]
NOTHING: Sites = frozenset()
# Functions that give back one of what they are given, and those that give back all of it.
CHOOSING = frozenset({"max", "min", "next"})
COLLECTING = frozenset({"sorted", "iter", "list", "tuple", "dict", "reversed", "zip", "enumerate"})
COLLECTIONS = ast.Dict | ast.List | ast.Tuple | ast.Set | ast.ListComp | ast.DictComp
# Methods that do, and those that put something into what they belong to.
GIVING = frozenset({"get", "pop", "items", "values", "copy", "fit", "popitem"})
TAKING = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})
INNER = frozenset({"best_estimator_", "named_steps"})
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Fit = statement, the call, the variable that it is called on, where that one was made."""

    index: int
    call: ast.Call
    name: str
    sites: Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Held = where the models were made that a variable may hold, the statement that binds it.

    `picked`: it was given what another holds; `several`: it holds models in a collection;
    `looped`: it goes from one to the next.
    """

    sites: Sites
    index: int
    picked: bool = False
    several: bool = False
    looped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Holders = by name what it holds, every call that fits something of it, classes by site."""

    held: dict[str, Held] = field(default_factory=dict)
    fits: list[Fit] = field(default_factory=list)
    classes: dict[int, str] = field(default_factory=dict)

    def fits_of(self, held: Held) -> list[Fit]:
        """Return the fits of the models that something may hold, in order."""
        return [fit for fit in self.fits if fit.sites & held.sites]

    def classes_of(self, held: Held) -> tuple[str, ...]:
        """Return the classes of the models that something may hold, one for each model."""
        return tuple(sorted(self.classes[site] for site in held.sites))


def find_holders(flow: Dataflow, kept: Iterable[int], knowledge: Knowledge) -> Holders:
    """Follow models through the statements of the pipeline, in order."""
    found, own = Holders(), find_functions(flow)
    for index in sorted(kept):
        _Statement(flow.nodes[index], knowledge, found, own).walk()
    return found


class _Statement:
    """The walk through one statement and its blocks."""

    def __init__(
        self,
        node: Node,
        knowledge: Knowledge,
        found: Holders,
        own: Mapping[str, ast.FunctionDef],
    ) -> None:
        self.node = node
        self.own = own
        self.index = node.statement.index
        self.guards = 0  # conditions that the walk is inside of
        self.found = found
        self.makes = {id(c.node): c.name for c in node.calls if is_model(knowledge, c.name)}
        self.models = {n: kind for n, kind in node.types.items() if is_model(knowledge, kind)}
        found.classes.update(self.makes)

    def walk(self) -> None:
        """Follow the statement; what the dataflow knows to be a model is one."""
        self._one(self.node.statement.node, sure=True)
        for name in sorted(self.models.keys() & (self.node.defines | self.node.may_define)):
            known = self.found.held.get(name)
            if known is None or known.index != self.index:
                self.found.classes[self.index] = self.models[name]
                held = Held(sites=frozenset({self.index}), index=self.index)
                self._bind(name, held, sure=True)

    def _one(self, tree: ast.stmt, *, sure: bool) -> None:
        if isinstance(tree, SCOPES):
            return
        self._expressions(tree)
        match tree:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, sure=sure)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, value, sure=sure)
            case ast.For(target=target, iter=several):
                self._loop(target, several)
        times = 2 if isinstance(tree, ast.For | ast.While) else 1
        for _ in range(times):  # what one turn puts into a list the next may take out of it
            self._blocks(tree)

    def _blocks(self, tree: ast.stmt) -> None:
        self.guards += isinstance(tree, ast.If)
        self._inner(tree)
        self.guards -= isinstance(tree, ast.If)

    def _inner(self, tree: ast.stmt) -> None:
        for name in ("body", "orelse", "finalbody"):
            for inner in getattr(tree, name, []):
                self._one(inner, sure=False)
        for handler in [*getattr(tree, "handlers", []), *getattr(tree, "cases", [])]:
            for inner in handler.body:
                self._one(inner, sure=False)

    def _expressions(self, tree: ast.stmt) -> None:
        """Look at the calls of one statement, those of its blocks apart."""
        for part in (p for p in children(tree) if isinstance(p, ast.expr)):
            for node in walk(part):
                if isinstance(node, ast.comprehension):
                    self._loop(node.target, node.iter)
            for node in walk(part):
                match node:
                    case ast.Call(func=ast.Attribute() as func):
                        self._method(node, func)
                    case ast.Call(func=ast.Name(id=name)) if name in self.own:
                        self._own_call(node, self.own[name])

    def _own_call(self, call: ast.Call, tree: ast.FunctionDef) -> None:
        """Look at the fits in a function: of what it is given, or of what comes of this call."""
        for fit in fits_in(tree, bind(tree, call)):
            func = fit.func
            if isinstance(func, ast.Attribute):
                sites = self.carried(func.value) | {self.index}
                name = func.value.id if isinstance(func.value, ast.Name) else ""
                self.found.fits.append(Fit(index=self.index, call=fit, name=name, sites=sites))

    def _method(self, call: ast.Call, func: ast.Attribute) -> None:
        if func.attr.startswith(("fit", "partial_fit")):
            name = func.value.id if isinstance(func.value, ast.Name) else ""
            sites = self.carried(func.value)
            if sites and all(f.call is not call for f in self.found.fits):
                fit = Fit(index=self.index, call=call, name=name, sites=sites)
                self.found.fits.append(fit)
        elif func.attr in TAKING and isinstance(func.value, ast.Name):
            given = self._all([*call.args, *(k.value for k in call.keywords)])
            self._add(func.value.id, given)

    def _parts(
        self, target: ast.Tuple | ast.List, value: ast.expr
    ) -> Sequence[ast.expr | None] | None:
        """Return what each of several targets is given, as far as that is known."""
        if isinstance(value, ast.Tuple | ast.List):
            return value.elts
        return self._returned(value) if isinstance(target, ast.Tuple) else None

    def _assign(self, target: ast.expr, value: ast.expr, *, sure: bool) -> None:
        if isinstance(target, ast.Tuple | ast.List) and (parts := self._parts(target, value)):
            for one, other in zip(target.elts, parts, strict=False):
                self._assign(one, other or ast.Constant(value=None), sure=sure)
            return
        sites = self.carried(value)
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self._add(target.value.id, sites)
        several, looped = self._is_several(value), self._is_each(value)
        picked = not (several or looped or self._is_made(value))
        held = Held(sites=sites, index=self.index, picked=picked, several=several, looped=looped)
        for name in bound_names(target):
            self._bind(name, held, sure=sure)

    def _returned(self, value: ast.expr) -> Sequence[ast.expr | None]:
        """Return which of its arguments a function of the notebook gives back, place by place."""
        match value:
            case ast.Call(func=ast.Name(id=name)) if name in self.own:
                return returned(self.own[name], bind(self.own[name], value))
        return []

    def _is_several(self, value: ast.expr) -> bool:
        """Tell whether a value is a collection of models."""
        match value:
            case ast.Call(func=ast.Name(id=name)):
                return name in COLLECTING or (name in self.own and gives_collection(self.own[name]))
            case ast.Name(id=name):
                return name in self.found.held and self.found.held[name].several
        return isinstance(value, COLLECTIONS)

    def _is_each(self, value: ast.expr) -> bool:
        """Tell another name for what a loop goes through: nothing is picked by it."""
        match value:
            case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                known = self.found.held.get(name)
                return known is not None and known.looped and not self.guards
        return False

    def _is_made(self, value: ast.expr) -> bool:
        """Tell whether a value is a new model."""
        match value:
            case ast.Call(func=ast.Attribute(value=inner, attr="fit")):
                return self._is_made(inner)
        return isinstance(value, ast.Call) and id(value) in self.makes

    def _loop(self, target: ast.expr, several: ast.expr) -> None:
        """Bind the variables of a loop to what it goes through."""
        names = bound_names(target)
        match several:
            case ast.Call(func=ast.Attribute(value=value, attr="items")):
                pairs = [(name, value) for name in names[1:]]
            case ast.Call(func=ast.Name(id="enumerate"), args=[value, *_]):
                pairs = [(name, value) for name in names[1:]]
            case ast.Call(func=ast.Name(id="zip"), args=args):
                pairs = list(zip(names, args, strict=False))
            case _:
                pairs = [(name, several) for name in names]
        for name, value in pairs:
            held = Held(sites=self.carried(value), index=self.index, looped=True)
            self._bind(name, held, sure=False)

    def _bind(self, name: str, held: Held, *, sure: bool) -> None:
        """Let a name hold this: instead of what it held, or on some path besides."""
        known = self.found.held.get(name)
        if known and not sure:
            picked = held.picked if held.sites else known.picked
            held = replace(held, sites=known.sites | held.sites, picked=picked)
        if held.sites:
            self.found.held[name] = held
        else:
            self.found.held.pop(name, None)

    def _add(self, name: str, sites: Sites) -> None:
        """Let a collection hold these models besides."""
        held = Held(sites=sites, index=self.index, several=True)
        if sites:
            self._bind(name, held, sure=False)

    def _all(self, several: Iterable[ast.expr | None]) -> Sites:
        return NOTHING.union(*(self.carried(one) for one in several if one is not None))

    def carried(self, value: ast.expr) -> Sites:  # noqa: PLR0911 - one row a form
        """Return where the models were made that an expression may give."""
        match value:
            case ast.Name(id=name):
                known = self.found.held.get(name)
                return known.sites if known else NOTHING
            case ast.IfExp(body=one, orelse=other):
                return self._all([one, other])
            case ast.Subscript(value=inner) | ast.Starred(value=inner):
                return self.carried(inner)
            case ast.Attribute(value=inner, attr=attr) if attr in INNER:
                return self.carried(inner)
            case ast.BoolOp(values=values) | ast.Dict(values=values):
                return self._all(values)
            case ast.List(elts=values) | ast.Tuple(elts=values) | ast.Set(elts=values):
                return self._all(values)
            case ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner) | ast.DictComp(value=inner):
                return self.carried(inner)
            case ast.Call():
                return self._called(value)
        return NOTHING

    def _called(self, call: ast.Call) -> Sites:
        if id(call) in self.makes:
            return frozenset({id(call)})
        match call.func:
            case ast.Name(id=name) if name in self.own:
                return self._all(self._returned(call))
            case ast.Name(id=name) if name in CHOOSING | COLLECTING:
                return self._all(call.args)
            case ast.Attribute(value=inner, attr=attr) if attr in GIVING:
                return self.carried(inner)
        return NOTHING
