"""Summary and what its parameters are bound to → its effects, where it is called."""

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mlship.analysis.effects import Summary, is_world
from mlship.analysis.heap import NONE, Regions, Value
from mlship.analysis.objects import ClassObject
from mlship.analysis.scopes import is_local

if TYPE_CHECKING:
    from mlship.analysis.functions import Functions


class Application:
    """One call: the summary's placeholders are replaced by what the caller has in their place."""

    def __init__(
        self, machine: "Functions", region: int, summary: Summary, binding: dict[str, Value],
        node: ast.AST,
    ) -> None:  # fmt: skip
        self.machine, self.region, self.summary = machine, region, summary
        self.binding, self.node = binding, node
        self.closed = machine.heap.functions[region].closed
        self.meanings: dict[int, Regions] = {}
        self.results: dict[int, Regions] = {}
        self.copied: set[int] = set()
        self.apart = _roots_in(summary.result)

    def apply(self) -> Value:
        """Note the effects of the call and return what it may give."""
        self._read()
        self._call_arguments()
        result = self.value(self.summary.result)
        values = {key: self.value(value) for key, value in self.summary.values.items()}
        self._change_objects()
        self._bind(values)
        self._pass_on()
        self.machine.run_operators(self.node, *self.binding.values())
        return result

    def _read(self) -> None:
        for key in sorted(self.summary.effects.reads):
            if is_world(key):
                self.machine.read_world(key)
            elif not self._is_captured(key):
                self.machine.read_key(key)

    def _is_captured(self, key: str) -> bool:
        """The variable lived in a call that is over, so it lives in the function's own region."""
        if not is_local(key):
            return False
        return self.closed or not any(frame.owns(key) for frame in self.machine.frames)

    def _captured(self) -> Value:
        region = self.region
        return Value(roots=self.machine.heap.below({region}) | {region})

    def _call_arguments(self) -> None:
        for callee, arguments, result in self.summary.effects.indirect:
            functions = self.machine.callables_in(self.regions(callee))
            value = Value(roots=self.regions(arguments))
            given = self.machine.run_functions(functions, value, self.node) if functions else value
            self.results[result] = given.roots
            self.meanings.pop(result, None)

    def _change_objects(self) -> None:
        effects, machine = self.summary.effects, self.machine
        linked = sum(map(len, effects.links.values()))
        machine.heap.spend(linked + len(effects.mutated) + 10)
        for holder, held in sorted(effects.links.items()):
            regions = self.regions(sorted(held))
            if holder in machine.heap.vague:  # that is what it may be, not what it holds
                for each in self._meaning(holder):
                    machine.link_one(each, regions - {each})
            else:
                machine.link(self._meaning(holder), regions)
        machine.mutate(self.regions(effects.mutated))
        for name in sorted(effects.touched):
            if is_world(name) or not self._is_captured(name):
                machine.touch(name)

    def _bind(self, values: dict[str, Value]) -> None:
        machine = self.machine
        for key, value in values.items():
            if is_world(key):
                machine.write_world(key) if key in self.summary.certain else machine.touch(key)
            elif self._is_captured(key):
                machine.mutate({self.region})
                machine.link({self.region}, value.roots)
            elif key in self.summary.certain:
                machine.bind_key(key, value)
            else:
                machine.bind_weakly(key, value)

    def _pass_on(self) -> None:
        effects, mine = self.machine.frame.effects, self.summary.effects
        for fitting in mine.fittings:
            self.machine.fit(fitting._replace(regions=self.regions(fitting.regions)))
        for region in sorted(mine.advanced):
            self.machine.advance(Value(roots=self.regions({region})), self.node)
        effects.raised |= self.regions(mine.raised)
        effects.roles |= mine.roles
        effects.barrier |= mine.barrier
        if mine.barrier:
            self.machine.module.effects.barrier = True

    def value(self, value: Value) -> Value:
        """Return a value of the summary as the caller sees it."""
        items = None if value.items is None else tuple(self.value(item) for item in value.items)
        roots = self.machine.compact(self.regions(value.roots))
        return value._replace(roots=roots, items=items)

    def regions(self, regions: Iterable[int]) -> Regions:
        """Return what regions of the summary mean for the caller."""
        known = self.meanings
        return NONE.union(*[known[r] if r in known else self._meaning(r) for r in regions])

    def _meaning(self, region: int) -> Regions:
        if region not in self.meanings:
            self.meanings[region] = self._find_meaning(region)
        return self.meanings[region]

    def _find_meaning(self, region: int) -> Regions:
        token = self.summary.tokens.get(region)
        if token is not None:
            kind, name, deep = token
            value = self.binding.get(name, Value()) if kind == "parameter" else self._free(name)
            heap = self.machine.heap
            if not deep:
                return value.roots
            if value.roots and value.roots <= heap.vague:
                return value.roots
            return self.machine.anything_in(self._held_by(value))
        if region in self.summary.local:
            return frozenset({self._copy_local(region)}) | self.results.get(region, NONE)
        return frozenset({region})

    def _held_by(self, value: Value) -> Regions:
        """Return what an object holds; its class, whose methods do not lie in it, only lends."""
        heap = self.machine.heap
        own = frozenset(heap.instances[r] for r in value.roots if r in heap.instances)
        lent = (each.held for each in self.machine.classes_of(value)) if own else ()
        return (heap.below(value.roots) - own).union(*lent)

    def _free(self, key: str) -> Value:
        return self._captured() if self._is_captured(key) else self.machine.read_key(key)

    def _copy_local(self, region: int) -> int:
        """Give each call its own object for one that the function makes."""
        machine, heap = self.machine, self.machine.heap
        place = self._place(region)
        key = ("made", id(self.node), self.region, place, machine.frame.number)
        made = heap.make(key, owner=machine.frame.number, type_name=heap.types[region])
        self.meanings[region] = frozenset({made})
        if made not in self.copied:
            self.copied.add(made)
            self._copy_nature(region, made)
        elif region in heap.vague:
            heap.vague.add(made)
        return made

    def _place(self, region: int) -> object:
        """What a call gives back is told apart; the rest that it makes is one region."""
        heap = self.machine.heap
        function = heap.functions.get(region)
        if function is not None:
            return id(function.node)
        if self.summary.provisional:
            return "any"
        is_apart = region in self.apart or region in heap.instances or region in heap.classes
        return region if is_apart else "any"

    def _copy_nature(self, region: int, made: int) -> None:
        heap = self.machine.heap
        if region in heap.functions:
            heap.functions[made] = replace(heap.functions[region], closed=True)
        if region in heap.classes:
            heap.classes[made] = self._copy_class(heap.classes[region])
        if region in heap.instances:
            heap.instances[made] = min(self.regions({heap.instances[region]}))
        if region in heap.files:
            heap.files[made] = heap.files[region]
        if region in heap.given:
            heap.given[made] = heap.given[region]
        for nature in (heap.lazy, heap.vague):
            if region in nature:
                nature.add(made)

    def _copy_class(self, own_class: ClassObject) -> ClassObject:
        methods = {name: self.regions(regions) for name, regions in own_class.methods.items()}
        bases = tuple(sorted(self.regions(own_class.bases)))
        held = self.regions(own_class.held)
        return replace(own_class, methods=methods, bases=bases, held=held)


def _roots_in(value: Value) -> Regions:
    return value.roots.union(*(_roots_in(item) for item in value.items or ()))
