"""Walked program → what is known of each of the notebook's own functions and classes."""

import ast
from collections.abc import Iterable, Sequence
from contextlib import suppress

from mlship.analysis.arguments import bind_anything
from mlship.analysis.effects import Summary, is_world, public_name
from mlship.analysis.functions import Functions
from mlship.analysis.heap import STATEMENT, UNLIMITED, Exhausted, Regions, Value
from mlship.analysis.scopes import is_local
from mlship.ir.dataflow import Function, Node
from mlship.ir.trees import walk

Own = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def describe_functions(machine: Functions, nodes: Sequence[Node]) -> tuple[Function, ...]:
    """Return the record of each top-level definition, in the order of the notebook."""
    reader = _Reader(machine)
    definitions = [node for node in nodes if isinstance(node.statement.node, Own)]
    movable: set[str] = set()
    records = []
    for node in definitions:
        records.append(reader.describe(node, movable))
        if records[-1].movable and not records[-1].needs:
            movable.add(records[-1].name)
    return tuple(records)


def _apart(keys: Iterable[str]) -> tuple[set[str], set[str]]:
    """Tell variables of the notebook from parts of the world; locals are neither."""
    shared = {key for key in keys if not is_local(key)}
    world = set(filter(is_world, shared))
    return shared - world, world


class _Reader:
    """Reads the summaries of functions."""

    def __init__(self, machine: Functions) -> None:
        self.machine = machine
        self.end = machine.module.bottom

    def describe(self, node: Node, movable: set[str]) -> Function:
        """Return the record of one definition."""
        own = node.statement.node
        assert isinstance(own, Own)  # noqa: S101
        regions = self._functions_of(own)
        summaries = [self._summary(region) for region in sorted(regions)]
        plain, world = _apart({key for s in summaries for key in s.effects.reads})
        functions = set(filter(self._is_own, plain)) - {own.name}
        imports = plain & self.machine.imports.keys()
        written, _ = _apart(self._written(summaries))
        _, touched = _apart({key for s in summaries for key in self._touched(s)})
        return Function(
            name=own.name,
            index=node.statement.index,
            is_class=isinstance(own, ast.ClassDef),
            reads=frozenset(plain - functions - imports - {own.name}),
            calls=frozenset(functions),
            writes_globals=frozenset(written),
            mutates=self._mutated_parameters(summaries),
            movable=self._is_movable(node),
            needs=node.reads - movable - self.machine.imports.keys(),
            world=frozenset(map(public_name, world | touched)),
            result=summaries[0].result.type if len(summaries) == 1 else "",
        )

    def _functions_of(self, own: Own) -> Regions:
        machine = self.machine
        if not isinstance(own, ast.ClassDef):
            region = machine.fresh(own, "function", "function")
            return frozenset({region}) & machine.heap.functions.keys()
        region = machine.fresh(own, "type", "class")
        known = machine.heap.classes.get(region)
        methods = known.methods.values() if known else ()
        return frozenset().union(*methods) & machine.heap.functions.keys()

    def _summary(self, region: int) -> Summary:
        """Look as closely as there is work allowed for."""
        machine = self.machine
        function = machine.heap.functions[region]
        anything = bind_anything(function.node, Value(roots=frozenset({self._anything()})))
        for follow in (True, False):
            machine.follow = follow
            machine.heap.allow(STATEMENT, keep=STATEMENT // 8)
            with suppress(Exhausted):
                return machine.summary(region, anything)
            machine.recover()
        machine.heap.limit = UNLIMITED
        return machine.summary(region, anything)

    def _anything(self) -> int:
        return self.machine.heap.make("argument", owner=self.machine.module.number)

    def _is_own(self, name: str) -> bool:
        value = self.end.look(name)
        heap = self.machine.heap
        callables = heap.functions.keys() | heap.classes.keys()
        return value is not None and bool(value.roots & callables)

    def _written(self, summaries: Iterable[Summary]) -> set[str]:
        found: set[str] = set()
        for summary in summaries:
            found |= self._touched(summary) | summary.effects.defined
            tokens = (summary.tokens.get(region) for region in summary.effects.mutated)
            found |= {token[1] for token in tokens if token and token[0] == "free"}
        return found

    def _touched(self, summary: Summary) -> set[str]:
        return summary.effects.touched | summary.effects.defined

    def _mutated_parameters(self, summaries: Sequence[Summary]) -> frozenset[str]:
        tokens = (s.tokens.get(region) for s in summaries for region in s.effects.mutated)
        return frozenset(token[1] for token in tokens if token and token[0] == "parameter")

    def _is_movable(self, node: Node) -> bool:
        uses_global = any(isinstance(n, ast.Global) for n in walk(node.statement.node))
        return not uses_global and not node.mutates
