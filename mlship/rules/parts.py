"""Dataflow → Parts: which expressions hold the rows to train on, and which those to test on."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mlship.ir import trees
from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.knowledge import Knowledge

Kind = Literal["whole", "train", "test", "aside"]


class Part(NamedTuple):
    """Part = what a split was given ("whole") or made ("train", "test"), and which split.

    "aside" is what a test part is split into beside a smaller test part: nobody trains on it.
    """

    kind: Kind
    split: int


Held = frozenset[Part]

NOTHING: Held = frozenset()

SPLIT = "sklearn.model_selection.train_test_split"
# What they give back says nothing of rows, whatever they are given.
ROWLESS = frozenset({"fit", "partial_fit", "compile", "get_params", "set_params"})
ROWLESS_ATTRIBUTES = frozenset({"shape", "columns", "dtypes", "ndim", "size", "index"})
# Their receiver has seen training rows, but what they give back are the rows of the argument.
MODEL_KINDS = ("estimator", "transformer", "pipeline", "search", "network", "sampler", "cluster")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts = what each argument of a call holds when the call is made, and the splits."""

    held: Mapping[int, Held]
    splits: tuple[tuple[Node, Call], ...]

    def of(self, expression: ast.expr) -> Held:
        """Tell which rows an argument of a call holds; nothing if unknown."""
        return self.held.get(id(expression), NOTHING)

    def of_call(self, call: ast.Call) -> Held:
        """Tell which rows a call is given."""
        return _union(self.of(argument) for argument in arguments(call))


def kinds(held: Held) -> frozenset[Kind]:
    """Give the kinds of parts alone."""
    return frozenset(part.kind for part in held)


def arguments(call: ast.Call) -> Iterator[ast.expr]:
    """Yield what a call is given, named or not."""
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def follow_parts(flow: Dataflow, knowledge: Knowledge) -> Parts:
    """Follow the rows from the splits on, in document order."""
    splits = tuple(
        (node, call)
        for node in flow.nodes
        for call in node.calls
        if knowledge.canonical(call.name) == SPLIT
    )
    walk = _Walk(splits={id(call.node): number for number, (_, call) in enumerate(splits)})
    for node in flow.nodes if splits else ():
        walk.models.difference_update(node.defines)
        walk.models.update(_models(node, knowledge))
        walk.statement(node.statement.node)
    return Parts(held=walk.held, splits=splits)


def _models(node: Node, knowledge: Knowledge) -> Iterator[str]:
    for name, type_name in node.types.items():
        if knowledge.kind(type_name).startswith(MODEL_KINDS):
            yield name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """The walk: what each variable holds now."""

    splits: Mapping[int, int]
    models: set[str] = field(default_factory=set)
    variables: dict[str, Held] = field(default_factory=dict)
    held: dict[int, Held] = field(default_factory=dict)

    def statement(self, node: ast.stmt) -> None:
        """Note what the calls of a statement are given, then what it binds."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return
            case ast.Assign(targets=targets, value=value):
                self.note(value)
                for target in targets:
                    self.bind(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.note(value)
                self.bind(target, value)
            case ast.For(target=target, iter=iterated):
                self.note(iterated)
                self.bind(target, iterated)
        for inner in trees.children(node):
            if isinstance(inner, ast.stmt):
                self.statement(inner)
            elif not isinstance(node, ast.Assign | ast.AnnAssign | ast.For):
                self.note(inner)

    def note(self, tree: ast.AST) -> None:
        """Remember what each call in an expression is given."""
        for call in trees.walk(tree):
            if isinstance(call, ast.Call):
                self.held.update({id(each): self.rows(each) for each in arguments(call)})
                if id(call) in self.splits:
                    self._take_apart(call)

    def _take_apart(self, call: ast.Call) -> None:
        """What is split is the whole of this split, and may be a part of an earlier one."""
        whole = Part("whole", self.splits[id(call)])
        names = (each.id for each in call.args if isinstance(each, ast.Name))
        self.variables.update({name: self.variables.get(name, NOTHING) | {whole} for name in names})

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Bind a target to the rows of a value."""
        if isinstance(value, ast.Call) and id(value) in self.splits:
            self._bind_split(target, value)
        elif isinstance(target, ast.Tuple | ast.List) and _matches(target, value):
            for each, part in zip(target.elts, value.elts, strict=True):  # type: ignore[attr-defined]
                self.bind(each, part)
        else:
            rows = self.rows(value)
            self.variables.update(dict.fromkeys(_names(target), rows))

    def _bind_split(self, target: ast.expr, split: ast.Call) -> None:
        if not isinstance(target, ast.Tuple | ast.List):
            return
        given = kinds(_union(self.rows(each) for each in split.args))
        first: Kind = "aside" if "test" in given else "train"
        for position, each in enumerate(target.elts):
            part = Part("test" if position % 2 else first, self.splits[id(split)])
            self.variables.update(dict.fromkeys(_names(each), frozenset({part})))

    def rows(self, value: ast.expr) -> Held:
        """Tell which rows a value holds."""
        if _is_rowless(value):
            return NOTHING
        match value:
            case ast.Name(id=name):
                return NOTHING if name in self.models else self.variables.get(name, NOTHING)
            case ast.Call(func=function):
                receiver = self.rows(function) if isinstance(function, ast.Attribute) else NOTHING
                return receiver | _union(self.rows(each) for each in arguments(value))
            case ast.Subscript(value=inner):
                return self.rows(inner)
            case _:
                children = trees.children(value)
                return _union(self.rows(each) for each in children if isinstance(each, ast.expr))


def _is_rowless(value: ast.expr) -> bool:
    match value:
        case ast.Lambda():
            return True
        case ast.Call(func=ast.Attribute(attr=attribute)):
            return attribute in ROWLESS
        case ast.Attribute(attr=attribute):
            return attribute in ROWLESS_ATTRIBUTES
        case _:
            return False


def _matches(target: ast.Tuple | ast.List, value: ast.expr) -> bool:
    return isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)


def _names(target: ast.expr) -> Iterator[str]:
    """Yield the variables that a target binds; an item that is stored adds to its holder."""
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for each in elements:
                yield from _names(each)
        case ast.Starred(value=value):
            yield from _names(value)


def _union(parts: Iterable[Held]) -> Held:
    return frozenset[Part]().union(*parts)
