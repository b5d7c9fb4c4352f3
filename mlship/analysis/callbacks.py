"""Functions that are passed on → what they may do to anything that those who call get at."""

import ast

from mlship.analysis.arguments import bind_anything
from mlship.analysis.effects import Indirect
from mlship.analysis.frames import Session, Told
from mlship.analysis.functions import Functions
from mlship.analysis.heap import NONE, Regions, Value

# Functions that call each other with ever more are not followed beyond so many rounds.
_PATIENCE = 6


class Callbacks(Functions):
    """Walks calls of functions by code that nobody sees: which are called, with what, is open."""

    def run_functions(self, regions: Regions, arguments: Value, node: ast.AST) -> Value:
        """Walk what calling any of these objects with these arguments may do."""
        functions = frozenset(regions & self.heap.functions.keys())
        if functions and not self.follow:
            return self.run_unfollowed(functions, arguments.roots, node)
        unknown = regions & self.heap.placeholders
        result = self._run_unknown(unknown, arguments, node) if unknown else NONE
        if functions:
            result |= self._run_known(functions, arguments, node)
        return Value(roots=result)

    def _run_unknown(self, unknown: Regions, arguments: Value, node: ast.AST) -> Regions:
        region = self.fresh(node, "", "result")
        self.heap.placeholders.add(region)
        self.heap.hold(region, arguments.roots)  # until the caller knows what it gives
        self.frame.effects.indirect[Indirect(unknown, arguments.roots, region)] = None
        return frozenset({region})

    def _run_known(self, functions: Regions, arguments: Value, node: ast.AST) -> Regions:
        """Run functions that may call each other with each other's arguments, until all is told."""
        frame = self.frame
        if frame.session is not None:
            frame.session.add(functions, arguments.roots)
            return frame.session.results
        known = frame.told.get((functions, arguments.roots))
        if known is not None and self._is_unchanged(known):
            return known.results
        frame.session = session = Session(functions, arguments.roots)
        while session.is_growing():
            if session.rounds > _PATIENCE:
                found = self.run_unfollowed(session.functions, session.arguments, node)
                session.results |= found.roots
                break
            for region in sorted(session.functions):
                # One place for all such calls: what they make is not told apart.
                place = self.heap.functions[region].node
                binding = self._bind_anything(region, Value(roots=session.arguments))
                session.results |= self.invoke(region, binding, place).roots
        frame.session = None
        told = Told(self.heap.edges, self._read_by(session), session.results)
        frame.told[functions, arguments.roots] = told
        return session.results

    def _bind_anything(self, region: int, value: Value) -> dict[str, Value]:
        """Bind each parameter to anything; a method is called on instances of its class."""
        node = self.heap.functions[region].node
        binding = bind_anything(node, value)
        owners = self._owners(region, value.roots)
        if owners and binding and self.is_bound(region, Value(roots=owners)):
            binding[next(iter(binding))] = Value(roots=owners)
        return binding

    def _owners(self, region: int, roots: Regions) -> Regions:
        """Find the instances that a function can only be got at from, as their method."""
        heap = self.heap
        holders = frozenset(heap.parents[region])
        if region in roots or not holders <= heap.classes.keys():
            return NONE
        made = {r: heap.instances[r] for r in heap.reach(roots).intersection(heap.instances)}
        having = {each for each in {*made.values()} if self._has_method(each, region)}
        return frozenset(instance for instance, of in made.items() if of in having)

    def _has_method(self, own_class: int, region: int) -> bool:
        methods = (held for each in self.lineage(own_class) for held in each.methods.values())
        return any(region in held for held in methods)

    def is_bound(self, region: int, receiver: Value) -> bool:
        """Say whether a method is given what it is called on: ``box.put(1)``, not ``Box.put``."""
        node = self.heap.functions[region].node
        names = {d.id for d in getattr(node, "decorator_list", ()) if isinstance(d, ast.Name)}
        on_class = bool(receiver.roots) and receiver.roots <= self.heap.classes.keys()
        is_class_method = "classmethod" in names or getattr(node, "name", "") == "__new__"
        return "staticmethod" not in names and (is_class_method or not on_class)

    def _is_unchanged(self, told: Told) -> bool:
        """Running the same functions again tells nothing new if all that they read is the same."""
        look = self.frame.state.look
        return told.edges == self.heap.edges and all(look(k) == v for k, v in told.read.items())

    def _read_by(self, session: Session) -> dict[str, Value | None]:
        binding = Value(roots=session.arguments)
        summaries = [self.summary(r, self._bind_anything(r, binding)) for r in session.functions]
        keys = {key for s in summaries for key in (*s.effects.reads, *s.effects.defined)}
        return {key: self.frame.state.look(key) for key in keys}
