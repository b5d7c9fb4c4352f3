"""Dataflow → Parts: which expressions hold the rows to train on, and which those to test on."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.knowledge import Knowledge

Part = Literal["whole", "train", "test"]
Held = frozenset[Part]

NOTHING: Held = frozenset()
WHOLE: Held = frozenset({"whole"})
TRAIN: Held = frozenset({"train"})
TEST: Held = frozenset({"test"})

SPLIT = "sklearn.model_selection.train_test_split"
# What they give back says nothing of rows, whatever they are given.
ROWLESS = frozenset({"fit", "partial_fit", "compile", "get_params", "set_params"})
# Their receiver has seen training rows, but what they give back are the rows of the argument.
MODEL_KINDS = ("estimator", "transformer", "pipeline", "search", "network", "sampler", "cluster")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts = what each argument and receiver of a call holds when the call is made.

    "whole" are the rows that a split took apart; splits are (statement, call) pairs.
    """

    held: Mapping[int, Held]
    splits: tuple[tuple[Node, Call], ...]

    def of(self, expression: ast.expr) -> Held:
        """Tell which rows an argument of a call holds; nothing if unknown."""
        return self.held.get(id(expression), NOTHING)

    def of_call(self, call: ast.Call) -> Held:
        """Tell which rows a call is given."""
        return _union(self.of(argument) for argument in arguments(call))


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
    walk = _Walk(splits=frozenset(id(call.node) for _, call in splits))
    for node in flow.nodes if splits else ():
        walk.models = frozenset(_models(node, knowledge)) | (walk.models - node.defines)
        walk.statement(node.statement.node)
    return Parts(held=walk.held, splits=splits)


def _models(node: Node, knowledge: Knowledge) -> Iterator[str]:
    for name, type_name in node.types.items():
        if knowledge.kind(type_name).startswith(MODEL_KINDS):
            yield name


@dataclass(slots=True, kw_only=True)
class _Walk:
    """The walk: what each variable holds now."""

    splits: frozenset[int]
    models: frozenset[str] = frozenset()
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
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.stmt):
                self.statement(inner)
            elif not isinstance(node, ast.Assign | ast.AnnAssign | ast.For):
                self.note(inner)

    def note(self, tree: ast.AST) -> None:
        """Remember what each call in an expression is given."""
        for call in ast.walk(tree):
            if isinstance(call, ast.Call):
                self.held |= {id(each): self.rows(each) for each in arguments(call)}
                if id(call) in self.splits:
                    self._take_apart(call)

    def _take_apart(self, call: ast.Call) -> None:
        """What is split is the whole, unless it is itself a part."""
        names = [each.id for each in call.args if isinstance(each, ast.Name)]
        self.variables |= {name: WHOLE for name in names if not self.variables.get(name)}

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Bind a target to the rows of a value."""
        if isinstance(value, ast.Call) and id(value) in self.splits:
            self._bind_split(target, value)
        elif isinstance(target, ast.Tuple | ast.List) and _matches(target, value):
            for each, part in zip(target.elts, value.elts, strict=True):  # type: ignore[attr-defined]
                self.bind(each, part)
        else:
            rows = self.rows(value)
            self.variables |= dict.fromkeys(_names(target), rows)

    def _bind_split(self, target: ast.expr, split: ast.Call) -> None:
        if not isinstance(target, ast.Tuple | ast.List):
            return
        whole = _union(self.rows(each) for each in split.args)
        for position, each in enumerate(target.elts):
            # A test part that is split again gives validation rows: nobody trains on them either.
            part = TEST if position % 2 or whole == TEST else TRAIN
            self.variables |= dict.fromkeys(_names(each), part)

    def rows(self, value: ast.expr) -> Held:
        """Tell which rows a value holds."""
        match value:
            case ast.Name(id=name):
                return NOTHING if name in self.models else self.variables.get(name, NOTHING)
            case ast.Call(func=ast.Attribute(attr=attribute)) if attribute in ROWLESS:
                return NOTHING
            case ast.Call(func=function):
                given = _union(self.rows(each) for each in arguments(value))
                receiver = self.rows(function) if isinstance(function, ast.Attribute) else NOTHING
                return given | receiver
            case ast.Subscript(value=inner):
                return self.rows(inner)
            case ast.Lambda():
                return NOTHING
            case _:
                children = ast.iter_child_nodes(value)
                return _union(self.rows(each) for each in children if isinstance(each, ast.expr))


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
