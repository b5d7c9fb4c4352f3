"""Functions that are not followed → all that they may do, by the names in their bodies."""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mlship.analysis.accesses import COPIES
from mlship.analysis.containers import BARRIERS
from mlship.analysis.effects import ANY_FILE, FIGURE
from mlship.analysis.expressions import Expressions
from mlship.analysis.heap import Regions, Value
from mlship.analysis.objects import Body, FunctionObject
from mlship.analysis.qualify import qualified
from mlship.analysis.scopes import body_names, is_local, parameters
from mlship.ir.dataflow import Fact
from mlship.ir.trees import find, names_in, walk


class Unfollowed(Expressions):
    """Walks calls of functions without looking at what they do with what they get at."""

    def run_unfollowed(self, functions: Regions, arguments: Regions, node: ast.AST) -> Value:
        """All that can be got at may be changed, and put into anything else of it."""
        reached = self._gather(functions | arguments)
        called = [self.heap.functions[r] for r in sorted(reached & self.heap.functions.keys())]
        hub = self.heap.make(("unfollowed", functions, self.frame.number), owner=self.frame.number)
        self.heap.vague.add(hub)
        self._mix(reached, hub)
        self._mutate_classes(reached, called)
        result = Value(roots=frozenset({hub}))
        for function in called:
            self._bind_globals(function, result)
            self._touch_world(function)
        unknown = reached & self.heap.placeholders
        return self.run_functions(unknown, result, node) if unknown else result

    def _gather(self, start: Regions) -> Regions:
        """Return all that functions get at, through what they are given and the names they use."""
        heap = self.heap
        reached, waiting = set(heap.reach(start)), set(heap.reach(start))
        while waiting:
            function = heap.functions.get(waiting.pop())
            for key in self._outer_names(function) if function else ():
                value = self.read_key(key)
                fresh = heap.reach(value.roots) - reached
                reached |= fresh
                waiting |= fresh
        return frozenset(reached)

    def _outer_names(self, function: FunctionObject) -> Iterator[str]:
        keys = sorted(function.scope.key(name) for name in _outer_words(function.node))
        return (key for key in keys if self._is_variable(key, function))

    def _is_variable(self, key: str, function: FunctionObject) -> bool:
        if is_local(key) and (function.closed or not any(f.owns(key) for f in self.frames)):
            return False
        return any(frame.state.look(key) is not None for frame in self.frames)

    def _mix(self, reached: Regions, hub: int) -> None:
        heap = self.heap
        heap.spend(len(reached))
        plain = {r for r, f in heap.functions.items() if not (f.closed or f.defaults)}
        mixed = sorted(reached - heap.classes.keys() - plain)
        self.link_one(hub, frozenset(mixed))
        self.mutate(mixed)
        held = frozenset({hub})
        for region in mixed:
            if heap.types[region] not in COPIES:
                self.link_one(region, held)

    def _mutate_classes(self, reached: Regions, called: Iterable[FunctionObject]) -> None:
        if any(_stores_elsewhere(function.node) for function in called):
            self.mutate(reached & self.heap.classes.keys())

    def _bind_globals(self, function: FunctionObject, value: Value) -> None:
        for name in _globals_in(function.node):
            self.bind_weakly(name, value)

    def _touch_world(self, function: FunctionObject) -> None:
        for callee in _called_in(function.node):
            name = qualified(callee, self.imports)
            self.frame.effects.barrier |= name in BARRIERS
            self._touch_by(self.knowledge.fact(name) if name else None, name)

    def _touch_by(self, fact: Fact | None, name: str) -> None:
        if name == "open":
            self.touch(ANY_FILE)
        if fact is not None:
            self._touch_known(fact)

    def _touch_known(self, fact: Fact) -> None:
        if fact.writes_file:
            self.touch(ANY_FILE)
        for generator in (*fact.draws, *fact.seeds):
            self.touch(f"rng:{generator}")
        for part in fact.world:
            self.touch(f":{part}")
        if fact.draws_figure or fact.name.startswith("matplotlib.pyplot."):
            self.touch(FIGURE)
        if fact.reads_file:
            self.read_world(ANY_FILE)
        if fact.role:
            self.frame.effects.roles.add(fact.role)


# A function is looked at wherever it is passed on; trees are never changed.
@lru_cache(maxsize=1024)
def _outer_words(node: Body) -> frozenset[str]:
    """Give the names in a function's body that it does not bind itself."""
    return names_in(node) - _own_names(node)


def _own_names(node: Body) -> frozenset[str]:
    if isinstance(node, ast.GeneratorExp):
        return frozenset()
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    return body_names(body).own | set(parameters(node))


@lru_cache(maxsize=1024)
def _globals_in(node: Body) -> tuple[str, ...]:
    """Give the names that a function's body declares global."""
    return tuple(name for each in find(node, ast.Global) for name in each.names)


@lru_cache(maxsize=1024)
def _called_in(node: Body) -> tuple[ast.expr, ...]:
    """Give what a function's body calls, in the order of the walk."""
    return tuple(each.func for each in find(node, ast.Call))


@lru_cache(maxsize=1024)
def _stores_elsewhere(node: Body) -> bool:
    """Say whether a body sets an attribute of anything but its own instance."""
    return any(
        isinstance(inner, ast.Attribute)
        and isinstance(inner.ctx, ast.Store)
        and not (isinstance(inner.value, ast.Name) and inner.value.id == "self")
        for inner in walk(node)
    )
