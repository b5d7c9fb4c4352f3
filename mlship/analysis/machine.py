"""Machine: the variables and objects that a walk over the program works with."""

import ast
import builtins
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NoReturn

from mlship.analysis.effects import ANY_FILE, Effects, Signature
from mlship.analysis.facts import Knowledge
from mlship.analysis.frames import Frame
from mlship.analysis.heap import IMMUTABLE, NONE, Heap, Regions, Value
from mlship.analysis.scopes import Scope, imports_of
from mlship.analysis.state import DELETED, State
from mlship.ir.dataflow import Call

BUILTINS = frozenset(dir(builtins)) | {"display", "get_ipython"}
# Builtins whose names libraries take; nobody gives another `print` or `len` to a star import.
COVERABLE = frozenset(
    {
        "abs", "all", "any", "compile", "display", "divmod", "filter", "format", "hash", "help",
        "id", "input", "iter", "map", "max", "min", "next", "open", "pow", "property", "range",
        "reversed", "round", "set", "slice", "sum", "type", "vars", "zip",
    }
)  # fmt: skip
NOTEBOOK = "<notebook>."
_FEW = 6


class Machine:
    """The heap, the frames being walked, and the elementary steps on them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.heap = Heap()
        self.numbers: dict[object, int] = {}
        self.module = self._module_frame()
        self.top = self.module.scope
        self.frames = [self.module]
        self.frame = self.module
        self.calls: dict[int, Call] = {}
        self.imports: dict[str, str] = {}
        self.unknown_names = False
        self.unknown_star = False
        self.star_modules: list[str] = []
        # All of the program: what is asked for before it is imported is what it will be.
        self.program: Sequence[ast.stmt] = ()
        self.filled: frozenset[str] | None = None
        self.lost_track: Value | None = None

    def _module_frame(self) -> Frame:
        scope = Scope(number=self.number("module"), kind="module")
        state = State()
        return Frame(
            scope=scope, bottom=state, state=state, number=scope.number, is_module=True,
            scopes={scope.number},
        )  # fmt: skip

    def number(self, key: object) -> int:
        """Return the number of a scope; the same key always gives the same number."""
        return self.numbers.setdefault(key, len(self.numbers))

    def evaluate(self, node: ast.expr) -> Value:
        """Walk an expression and return what it may be."""
        return _abstract(node)

    def execute(self, body: Iterable[ast.stmt]) -> None:
        """Walk statements."""
        _abstract(body)

    def run_functions(self, regions: Regions, arguments: Value, node: ast.AST) -> Value:
        """Walk what calling any of these objects with these arguments may do."""
        return _abstract(regions, arguments, node)

    # Variables

    def read(self, name: str) -> Value:
        """Read a variable by the name that it has here."""
        return self.read_key(self.frame.scope.key(name))

    def read_key(self, key: str) -> Value:
        """Read a variable."""
        frame = self.frame
        value = frame.state.look(key)
        if frame.owns(key):
            return self._own(key, value)
        if not frame.state.is_certain(key):
            value = self._foreign(key) if value is None else value
            if not self._is_builtin(key):
                frame.effects.reads.add(key)
        return value or Value()

    def _own(self, key: str, value: Value | None) -> Value:
        frame = self.frame
        if not frame.is_module:
            return value or Value()
        if value is None or value is DELETED:
            return self._undefined(key)
        if not frame.state.is_certain(key):
            frame.effects.reads.add(key)
        return value

    def _undefined(self, key: str) -> Value:
        brought = self._brought_by_star(key)
        if brought or self._is_left(key):
            return Value(name=brought or key)
        self.module.effects.reads.add(key)
        roots = self.lost_track.roots if self.lost_track else NONE
        if coming := self._coming.get(key):
            return Value(name=coming)
        region = self.heap.make(("name", key), owner=self.module.number)
        return Value(roots=roots | {region}, name=key if key in BUILTINS else "")

    @cached_property
    def _coming(self) -> Mapping[str, str]:
        """What the program imports somewhere."""
        return imports_of(self.program)

    def _brought_by_star(self, key: str) -> str:
        names = (f"{module}.{key}" for module in reversed(self.star_modules))
        found = next((name for name in names if self.knowledge.holds(name)), "")
        if found:
            self.module.effects.reads.add(key)
        return found

    def peek(self, key: str) -> Value | None:
        """Look at a variable from outside the current frame, as its caller would see it."""
        for frame in reversed(self.frames[:-1]):
            value = frame.state.look(key)
            if value is not None:
                return value
        return None

    def _is_builtin(self, key: str) -> bool:
        return self._is_left(key) and self.peek(key) is None

    def _is_left(self, key: str) -> bool:
        """Tell whether a builtin is what it was: nothing unknown may have taken its name."""
        is_covered = self.unknown_star and key in COVERABLE
        return key in BUILTINS and not self.unknown_names and not is_covered

    def signature(self, value: Value | None) -> Signature | None:
        """Return what the analysis of a body may assume of a variable."""
        if value is None:
            return None
        heap, roots = self.heap, value.roots
        callables = frozenset([r for r in roots if r in heap.functions or r in heap.classes])
        instances = {heap.instances.get(root, -1) for root in roots}
        instance = instances.pop() if len(instances) == 1 else -1
        return Signature(value.type, value.name, callables, instance, bool(roots - callables))

    def _foreign(self, key: str) -> Value:
        """Stand in for a variable that the current function does not own."""
        signature = self.signature(self.peek(key))
        self.frame.assumed[key] = signature
        brought = self._brought_by_star(key) if signature is None else ""
        builtin = not brought and self._is_builtin(key)
        value = self._stand_in("free", key, signature, builtin=builtin)
        value = Value(name=brought) if brought else value
        self.frame.bottom.bound[key] = value
        return value

    def _stand_in(
        self, kind: str, key: str, signature: Signature | None, *, builtin: bool
    ) -> Value:
        if builtin:
            return Value(name=key)
        if signature is None:
            return self.placeholder(kind, key, "", -1)
        if not signature.opaque and not signature.callables:
            return Value(type=signature.type, name=signature.name)
        value = self.placeholder(kind, key, signature.type, signature.instance)
        roots = signature.callables | (value.roots if signature.opaque else NONE)
        return Value(roots=roots, type=signature.type, name=signature.name)

    def placeholder(self, kind: str, key: str, type_name: str, instance: int) -> Value:
        """Make the two regions that stand for what a caller gives: the object, what it holds."""
        frame = self.frame
        regions = []
        for deep in (False, True):
            token = ("token", kind, key, deep, frame.number, type_name, instance)
            region = self.heap.make(token, owner=frame.number, type_name="" if deep else type_name)
            self.heap.placeholders.add(region)
            frame.tokens[region] = (kind, key, deep)
            regions.append(region)
        root, held = regions
        self.heap.hold(root, frozenset({held}))
        self.heap.hold(held, frozenset({held}))
        if instance >= 0:
            self.heap.instances[root] = instance
            self.heap.hold(root, frozenset({instance}))
        return Value(roots=frozenset({root}), type=type_name)

    def bind(self, name: str, value: Value) -> None:
        """Bind a variable by the name that it has here."""
        self.bind_key(self.frame.scope.key(name), value)

    def bind_key(self, key: str, value: Value) -> None:
        """Bind a variable for certain."""
        frame = self.frame
        self._note_definition(key)
        frame.state.bind(key, value)
        frame.watch(key, value)

    def bind_weakly(self, key: str, value: Value) -> None:
        """Bind a variable that may also keep its value."""
        frame = self.frame
        self._note_definition(key)
        frame.state.bind_weakly(key, value)
        frame.watch(key, value)

    def _note_definition(self, key: str) -> None:
        frame = self.frame
        if frame.owns(key):
            if frame.is_module:
                frame.effects.defined.add(key)
            return
        frame.effects.defined.add(key)
        if frame.state.look(key) is None:
            self._foreign(key)

    # The world

    def touch(self, name: str) -> None:
        """Change something that has a name but no region."""
        self.read_world(name)
        self.frame.effects.touched.add(name)

    def read_world(self, name: str) -> None:
        """Read a name of the world."""
        if not self.frame.state.is_certain(name):
            self.frame.effects.reads.add(name)

    def write_world(self, name: str) -> None:
        """Set a name of the world, whatever it was before."""
        frame = self.frame
        if name == ANY_FILE:
            self.touch(name)
            return
        frame.effects.defined.add(name)
        frame.state.bind(name, Value())
        frame.watch(name, Value())

    # Objects

    def fresh(self, node: ast.AST, type_name: str = "", tag: str = "") -> int:
        """Make the region of the object that a node creates."""
        number = self.frame.number
        return self.heap.make((id(node), tag, number), owner=number, type_name=type_name)

    def made(self, node: ast.AST, type_name: str, held: Regions, tag: str = "") -> Value:
        """Return a new object that holds others; immutable, empty ones need no region."""
        if type_name in IMMUTABLE or (type_name in {"tuple", "frozenset"} and not held):
            return Value(type=type_name)
        region = self.fresh(node, type_name, tag)
        self.link({region}, held)
        return Value(roots=frozenset({region}), type=type_name)

    def mutate(self, regions: Iterable[int]) -> None:
        """Note that objects are changed in place."""
        effects, vague, changed = self.frame.effects, self.heap.vague, frozenset(regions)
        effects.deep |= changed & vague
        effects.mutated |= changed - vague

    def mutate_deep(self, regions: Iterable[int]) -> None:
        """Note that objects may be changed, and all that they hold."""
        self.frame.effects.deep.update(regions)

    def finish(self, effects: Effects) -> None:
        """Find out what was changed, once all is known of who holds what."""
        effects.mutated |= self.heap.mutable_reach(effects.deep)
        for region in effects.mutated & self.heap.files.keys():
            self.touch(self.heap.files[region])

    def link(self, holders: Iterable[int], held: Iterable[int]) -> None:
        """Note that objects may now hold others."""
        held = frozenset(held)
        self.heap.spend(len(held))
        for holder in holders if held else ():
            self.link_one(self._store_of(holder) if holder in self.heap.vague else holder, held)

    def link_one(self, holder: int, held: Regions) -> None:
        """Note that one object may now hold others; what is noted already costs nothing."""
        links = self.frame.effects.links
        linked = links.get(holder)
        if linked is None:
            linked = links[holder] = set()
        if held <= linked:
            return
        news = held - linked
        linked |= news
        self.heap.hold(holder, news)
        stores = self.frame.stores
        store = stores.get(holder)
        for each in news if store is not None else ():
            if stores.get(each) != store:
                self._join_store(each, store or 0)

    def _store_of(self, vague: int) -> int:
        """What is put into a vague region may be in any that it may be: they share a store."""
        frame = self.frame
        if vague not in frame.stores:
            store = self.heap.make(("store", vague, frame.number), owner=frame.number)
            frame.stores[store] = store
            self.heap.stores.add(store)
            self._join_store(vague, store)
        return frame.stores[vague]

    def _join_store(self, region: int, store: int) -> None:
        """Let a region and all that it holds share a store."""
        heap, stores, shared = self.heap, self.frame.stores, frozenset({store})
        waiting = [region]
        while waiting:
            each = waiting.pop()
            known = stores.get(each)
            if known is None and each not in heap.functions and each not in heap.classes:
                stores[each] = store
                waiting.extend(heap.contents[each])
                self.note(each, shared)
            elif known is not None and known != store:
                self.note(known, shared)
                self.note(store, frozenset({known}))

    def note(self, holder: int, held: Regions) -> None:
        """Note what an object holds, and nothing that follows from it."""
        self.heap.hold(holder, held)
        self.frame.effects.links.setdefault(holder, set()).update(held)

    def compact(self, regions: Regions) -> Regions:
        """Let one vague region stand for many, or sets would grow with each unknown call."""
        return regions if len(regions) <= _FEW else self._vague(regions, self.frame.vague)

    def anything_in(self, roots: Regions) -> Regions:
        """Return one vague region for all that can be got at, if that is more than the roots."""
        if roots <= self.heap.vague or self.heap.below(roots) <= roots:
            return self.compact(roots)
        return self._vague(roots, self.frame.passed)

    def _vague(self, regions: Regions, known: set[int]) -> Regions:
        """Return one region that may be any of these; one that is known already grows to be it.

        A new one for each set would go on for ever where a loop or a recursion feeds it back.
        """
        heap, frame = self.heap, self.frame
        region = min(regions & known, default=-1)
        if region < 0:
            family = "passed" if known is frame.passed else "vague"
            region = heap.make((family, regions, frame.number), owner=frame.number)
            heap.vague.add(region)
            known.add(region)
        self.link_one(region, regions - {region})
        return frozenset({region})

    def common_type(self, roots: Regions) -> str:
        """Return the type that all regions have."""
        types = {self.heap.types[root] for root in roots}
        return types.pop() if len(types) == 1 else ""

    def held_by(self, value: Value) -> Regions:
        """Return what an object holds: its elements, its attributes."""
        return self.heap.below(value.roots)

    def callables_in(self, roots: Regions) -> Regions:
        """Return the functions, classes and unknown callables that can be got at from here."""
        heap = self.heap
        reach = heap.reach(roots)
        return reach.intersection(heap.functions) | reach.intersection(heap.placeholders)


def _abstract(*_: object) -> NoReturn:
    raise NotImplementedError
