"""A body → every place that binds a name, with the kind of what it binds."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mlship.ir.trees import children, find, walk
from mlship.planning.array_kinds import ANY, UNSURE
from mlship.planning.kinds import CLASS, Kinds
from mlship.planning.own_calls import OwnCalls
from mlship.planning.written_types import MAYBE, plain

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# What a histogram of one series gives, one of several gives in lists: numbers, not edges, bars.
HISTOGRAMS = ("?matplotlib.hist(", "?matplotlib.pyplot.hist(", "?pylab.hist(")
UNCLEAR = frozenset({0, 2})
GIVEN = "given"  # the kind of what says itself what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a body stands in.

    Attributes:
        imports: name → what it stands for.
        parameters: dotted name of a parameter → its annotation.
        own: the notebook's own functions, whose results have no type.
        classes: those of them that are classes.
        results: what those of them that have types give back.
        ours: what generated code brings.
        written: every name that the notebook binds somewhere.
        complete: nothing else can bring a name, as a star import would.
        calls: what is done with those that the notebook gives types.
    """

    imports: Mapping[str, str]
    parameters: Mapping[str, str]
    own: frozenset[str]
    classes: frozenset[str]
    ours: frozenset[str]
    written: frozenset[str]
    complete: bool
    results: Mapping[str, str] = field(default_factory=dict)
    calls: OwnCalls = field(default_factory=OwnCalls)

    @property
    def known(self) -> Mapping[str, str]:
        """Types of parameters, and of results under ``name()``, the way that kinds look them up."""
        results = {f"{name}()": annotation for name, annotation in self.results.items()}
        return {**self.parameters, **results}


@dataclass(frozen=True, slots=True)
class Binding:
    """One place that binds a name: its kind, the statement's target if it may be annotated."""

    name: str
    kind: str
    target: ast.Name | None
    top: ast.stmt
    definition: Definition | None = None


def find_bindings(
    tree: ast.Module, inputs: Mapping[str, str], around: Surroundings
) -> list[Binding]:
    """Return the bindings in the order of the text; `inputs` have annotations."""
    return list(_Reader(around, inputs).bindings(tree))


class _Reader:
    """Walks through a body in the order of its text and yields what binds a name."""

    def __init__(self, around: Surroundings, inputs: Mapping[str, str]) -> None:
        self.kinds = Kinds(around.imports, around.known)
        self.kinds.names.update(dict.fromkeys(around.own, ANY))
        self.kinds.names.update(dict.fromkeys(around.classes, CLASS))
        self.kinds.names.update({name: plain(text) for name, text in inputs.items()})
        self.top: ast.stmt = ast.Pass()
        self.has_walrus = False

    def bindings(self, tree: ast.Module) -> Iterator[Binding]:
        self.has_walrus = bool(find(tree, ast.NamedExpr))
        for self.top in tree.body:
            yield from self._statement(self.top)

    def _statement(self, node: ast.AST) -> Iterator[Binding]:
        reader = _STATEMENTS.get(type(node))
        if reader:
            yield from reader(self, node)
        elif not isinstance(node, ast.Lambda):
            yield from self._inner(node)

    def assign(self, node: ast.Assign) -> Iterator[Binding]:
        """Yield what ``a = b`` binds."""
        yield from self._inner(node.value)
        alone = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        for target in node.targets:
            yield from self._target(target, node.value, may_say=alone)

    def announce(self, node: ast.AnnAssign) -> Iterator[Binding]:
        """Yield what ``a: int = b`` binds."""
        if isinstance(node.target, ast.Name):
            yield self._bind(node.target.id, GIVEN, ast.unparse(node.annotation))

    def augment(self, node: ast.AugAssign) -> Iterator[Binding]:
        """Yield what ``a += b`` binds."""
        if isinstance(node.target, ast.Name):
            old = ast.Name(id=node.target.id, ctx=ast.Load())
            kind = self.kinds.read(ast.BinOp(left=old, op=node.op, right=node.value))
            yield Binding(node.target.id, kind, None, self.top)

    def loop(self, node: ast.For | ast.AsyncFor) -> Iterator[Binding]:
        """Yield what a loop binds."""
        yield from self._turns(node.target, node.iter)
        yield from self._children([*node.body, *node.orelse])

    def enter(self, node: ast.With | ast.AsyncWith) -> Iterator[Binding]:
        """Yield what a ``with`` binds."""
        for item in node.items:
            if item.optional_vars is not None:
                yield from self._target(item.optional_vars, item.context_expr)
        yield from self._children(node.body)

    def define(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> Iterator[Binding]:
        """Yield the name of a function or class."""
        known = CLASS if isinstance(node, ast.ClassDef) else ANY
        yield replace(self._bind(node.name, GIVEN, known), definition=node)

    def bring(self, node: ast.Import | ast.ImportFrom) -> Iterator[Binding]:
        """Yield what an import binds."""
        for alias in node.names:
            yield self._bind(alias.asname or alias.name.split(".")[0], GIVEN, ANY)

    def catch(self, node: ast.ExceptHandler) -> Iterator[Binding]:
        """Yield the name of an exception, and what its clause binds."""
        if node.name:
            yield self._bind(node.name, GIVEN, ANY)
        yield from self._children(node.body)

    def walrus(self, node: ast.NamedExpr) -> Iterator[Binding]:
        """Yield what ``(a := b)`` binds."""
        yield self._bind(node.target.id, self.kinds.read(node.value))

    def _children(self, nodes: Iterable[ast.AST]) -> Iterator[Binding]:
        for node in nodes:
            yield from self._statement(node)

    def _inner(self, node: ast.AST) -> Iterator[Binding]:
        """Yield what a part of a statement binds; of expressions only ``:=`` binds anything."""
        if self.has_walrus or not isinstance(node, ast.expr):
            yield from self._children(children(node))

    def _bind(
        self, name: str, kind: str, known: str = "", target: ast.Name | None = None
    ) -> Binding:
        """Note a binding; the first one is what a type checker takes for the variable's type."""
        self.kinds.names.setdefault(
            name, known if known == CLASS else plain(known) if known else kind
        )
        return Binding(name, kind, target, self.top)

    def _target(
        self, target: ast.expr, value: ast.expr, *, may_say: bool = False
    ) -> Iterator[Binding]:
        match target, value:
            case ast.Name(id=name), _:
                direct = target if may_say else None
                yield self._bind(name, self.kinds.read(value), target=direct)
            case (ast.Tuple(elts=parts) | ast.List(elts=parts)), (
                ast.Tuple(elts=values) | ast.List(elts=values)
            ) if len(parts) == len(values):
                for part, each in zip(parts, values, strict=True):
                    yield from self._target(part, each)
            case (ast.Tuple(elts=parts) | ast.List(elts=parts)), _:
                kind = self.kinds.read(value)
                for place, part in enumerate(parts):
                    yield from self._part(part, kind, place)
            case _:
                return

    def _part(self, part: ast.expr, kind: str, place: int) -> Iterator[Binding]:
        """A part of what is unpacked: the same place of the same call is the same kind."""
        own = kind if kind in {ANY, UNSURE} else f"{kind}[{place}]" if kind[0] == "?" else UNSURE
        own = MAYBE if place in UNCLEAR and kind.startswith(HISTOGRAMS) else own
        for node in walk(part):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield self._bind(node.id, own)

    def _turns(self, target: ast.expr, source: ast.expr) -> Iterator[Binding]:
        match source:
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]) if isinstance(
                target, ast.Tuple
            ) and len(target.elts) == len(("count", "element")):
                yield from self._element(target.elts[0], "int")
                yield from self._element(target.elts[1], self.kinds.held(inner))
            case _:
                yield from self._element(target, self.kinds.held(source))

    def _element(self, target: ast.expr, kind: str) -> Iterator[Binding]:
        if isinstance(target, ast.Name):
            yield self._bind(target.id, kind)
        else:
            yield from self._part(target, kind, 0)


_STATEMENTS: dict[type[ast.AST], Callable[[_Reader, Any], Iterator[Binding]]] = {
    ast.Assign: _Reader.assign,
    ast.AnnAssign: _Reader.announce,
    ast.AugAssign: _Reader.augment,
    ast.For: _Reader.loop,
    ast.AsyncFor: _Reader.loop,
    ast.With: _Reader.enter,
    ast.AsyncWith: _Reader.enter,
    ast.FunctionDef: _Reader.define,
    ast.AsyncFunctionDef: _Reader.define,
    ast.ClassDef: _Reader.define,
    ast.Import: _Reader.bring,
    ast.ImportFrom: _Reader.bring,
    ast.ExceptHandler: _Reader.catch,
    ast.NamedExpr: _Reader.walrus,
}
