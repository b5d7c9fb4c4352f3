"""Calls of the notebook's own functions: a summary of each body, applied where it is called."""

import ast
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import repeat

from mlship.analysis.application import Application
from mlship.analysis.arguments import Arguments, bind_arguments
from mlship.analysis.effects import Effects, Signature, Summary
from mlship.analysis.facts import Knowledge
from mlship.analysis.frames import Frame
from mlship.analysis.heap import NONE, Regions, Value, merge
from mlship.analysis.objects import FunctionObject
from mlship.analysis.scopes import Scope, body_names, parameters
from mlship.analysis.state import State
from mlship.analysis.unfollowed import Unfollowed
from mlship.ir import trees
from mlship.ir.trees import children

Definition = tuple[int, int]
Kinds = tuple[tuple[str, int, bool], ...]
_SPECIALISATIONS = 8
_ROUNDS = 8
_ANYTHING: Iterable[tuple[str, int, bool]] = repeat(("", -1, True))


class Functions(Unfollowed):
    """Walks calls of the notebook's own functions and classes."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        # False: calls of the notebook's own functions have taken too much work.
        self.follow = True
        self._summaries: dict[Definition, dict[Kinds, list[Summary]]] = {}
        self._open: dict[tuple[Definition, Kinds], Summary] = {}
        self._hit: set[tuple[Definition, Kinds]] = set()
        # Of functions that call one still being summarised: good for one round of that one.
        self._tentative: dict[tuple[Definition, Kinds], Summary] = {}

    # Calls

    def call_function(
        self, region: int, arguments: Arguments, node: ast.AST, receiver: Value | None = None
    ) -> Value:
        """Walk the call of one function; a generator's body runs where it is used."""
        function = self.heap.functions[region]
        binding = bind_arguments(function, arguments, receiver, self.heap)
        if is_generator(function.node):
            held = arguments.roots | (receiver.roots if receiver else NONE) | {region}
            return self.made(node, "generator", held, f"generator{region}")
        return self.invoke(region, binding, node)

    def instantiate(self, region: int, arguments: Arguments, node: ast.AST) -> Value:
        """Walk the making of an instance of one of the notebook's classes."""
        own_class = self.heap.classes[region]
        made = self.fresh(node, own_class.name, f"instance{region}")
        self.heap.instances[made] = region
        self.link({made}, {region})
        value = Value(roots=frozenset({made}), type=own_class.name)
        makers = self.find_methods(value, "__init__")
        for maker in sorted(makers):
            self.call_function(maker, arguments, node, value)
        if not makers or any(c.foreign for c in self.lineage(region)):
            self.link({made}, arguments.roots)
        for name in ("__post_init__", "__new__"):
            self.run_functions(self.find_methods(value, name), value, node)
        self._make_fields(value, node)
        return value

    def _make_fields(self, value: Value, node: ast.AST) -> None:
        """A decorator of another library may call what a class holds: ``default_factory``."""
        foreign = [c for c in self.classes_of(value) if c.foreign]
        factories = self.callables_in(NONE.union(*(c.held for c in foreign)))
        if factories:
            self.link(value.roots, self.run_functions(factories, value, node).roots)

    def invoke(self, region: int, binding: dict[str, Value], node: ast.AST) -> Value:
        """Apply what a function does to what its parameters are bound to."""
        if not self.follow:
            given = NONE.union(*(value.roots for value in binding.values()))
            return self.run_unfollowed(frozenset({region}), given, node)
        summary = self.summary(region, binding)
        return Application(self, region, summary, binding, node).apply()

    def recover(self) -> None:
        """Leave a statement that took too much work, wherever in it the walk is."""
        module = self.module
        self.frames, self.frame = [module], module
        module.scope, module.session = self.top, None
        for left in (module.loops, module.watchers, self._open, self._hit, self._tentative):
            left.clear()

    # Summaries

    def summary(self, region: int, binding: dict[str, Value]) -> Summary:
        """Return what the function does for arguments of these types."""
        function = self.heap.functions[region]
        # Every copy of a function shares its summary, or a function that makes functions that
        # call it would be walked for ever.
        key = (id(function.node), function.scope.number)
        known = self._summaries.setdefault(key, {})
        kinds = self._kinds(region, binding) if len(known) < _SPECIALISATIONS else ()
        for summary in known.get(kinds, ()):
            if self._still_holds(summary):
                return summary
        if (key, kinds) in self._open:
            self._hit.add((key, kinds))
            return self._open[key, kinds]
        tentative = self._tentative.get((key, kinds))
        if tentative is not None and self._still_holds(tentative):
            return tentative
        return self._summarise_until_stable(function, (key, kinds), known)

    def _kinds(self, region: int, binding: dict[str, Value]) -> Kinds:
        names = _parameter_names(self.heap.functions[region])
        values = (binding.get(name, Value()) for name in names)
        return tuple((value.type, self._instance(value), bool(value.roots)) for value in values)

    def _instance(self, value: Value) -> int:
        signature = self.signature(value) if self.heap.instances else None
        return signature.instance if signature else -1

    def _still_holds(self, summary: Summary) -> bool:
        return all(
            self.signature(self.look_through(key)) == signature
            for key, signature in summary.assumed.items()
        )

    def look_through(self, key: str) -> Value | None:
        """Look at a variable as a function called from here would see it."""
        for frame in reversed(self.frames):
            value = frame.state.look(key)
            if value is not None:
                return value
        return None

    def _summarise_until_stable(
        self,
        function: FunctionObject,
        key: tuple[Definition, Kinds],
        known: dict[Kinds, list[Summary]],
    ) -> Summary:
        summary = _nothing()
        for _ in range(_ROUNDS):
            self._open[key] = summary
            before, summary = summary, self._summarise(function, key)
            if key not in self._hit:
                break
            self._tentative.clear()
            if _same_effects(before, summary):
                break
        del self._open[key]
        self._hit.discard(key)
        if self._hit & self._open.keys():
            self._tentative[key] = summary
        else:
            known.setdefault(key[1], []).append(summary)
        return summary

    def _summarise(self, function: FunctionObject, key: tuple[Definition, Kinds]) -> Summary:
        kinds = key[1]
        frame = self._enter(function, self.number(("frame", *key)))
        names = _parameter_names(function)
        for name, (kind, instance, opaque) in zip(names, kinds or _ANYTHING, strict=False):
            signature = Signature(kind, "", NONE, instance, opaque)
            self.bind(name, self._stand_in("parameter", name, signature, builtin=False))
        if names:
            frame.instance = frame.state.look(frame.scope.key(names[0])) or Value()
        self._walk_body(function)
        self.finish(frame.effects)
        self._leave()
        return self._extract(frame, names, lazy=is_generator(function.node))

    def _enter(self, function: FunctionObject, number: int) -> Frame:
        node = function.node
        body = node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
        names = body_names(body or ([node.body] if isinstance(node, ast.Lambda) else []))
        own = names.own | set(_parameter_names(function))
        scope = Scope(
            number=number, kind="function", names=own, globals=names.globals, parent=function.scope
        )
        bottom = State()
        frame = Frame(
            scope=scope,
            bottom=bottom,
            state=State(bottom),
            number=number,
            scopes={number},
            is_inline=isinstance(node, ast.Lambda | ast.GeneratorExp),
        )
        self.frames.append(frame)
        self.frame = frame
        return frame

    def _leave(self) -> None:
        self.frames.pop()
        self.frame = self.frames[-1]

    def _walk_body(self, function: FunctionObject) -> None:
        match function.node:
            case ast.Lambda(body=body):
                self.frame.results.append(self.evaluate(body))
            case ast.GeneratorExp() as node:
                self.frame.yields.append(self._comprehension(node))
            case node:
                self.execute(node.body)

    def _extract(self, frame: Frame, names: list[str], *, lazy: bool) -> Summary:
        end = _joined_exits(frame)
        effects = frame.effects
        self._close_functions(frame)
        values = {key: end.look(key) or Value() for key in sorted(effects.defined)}
        result = self._result_of(frame)
        local = self._kept(frame, [result, *values.values()])
        mine = self._is_mine(frame)
        effects.links = {a: b for a, b in effects.links.items() if a in local or not mine(a)}
        effects.mutated = {r for r in effects.mutated if not mine(r)}
        return Summary(
            parameters=tuple(names), tokens=frame.tokens, effects=effects, values=values,
            certain=frozenset(end.certain), result=result, local=local, lazy=lazy,
            assumed=frame.assumed, provisional=False,
        )  # fmt: skip

    def _result_of(self, frame: Frame) -> Value:
        values = [*frame.results, *frame.yields]
        result: Value | None = None
        for value in values:
            result = value if result is None else merge(result, value)
        return result or Value(type="NoneType")

    def _is_mine(self, frame: Frame) -> Callable[[int], bool]:
        owners, tokens = self.heap.owners, frame.tokens
        return lambda region: owners[region] == frame.number and region not in tokens

    def _kept(self, frame: Frame, values: Iterable[Value]) -> Regions:
        mine = self._is_mine(frame)
        effects = frame.effects
        start = {root for value in values for root in value.roots}
        start |= effects.raised
        start = start.union(*(b for a, b in effects.links.items() if not mine(a)))
        for indirect in effects.indirect:
            start |= indirect.callee | indirect.arguments | {indirect.result}
        return frozenset(region for region in self.heap.reach(start) if mine(region))

    def _close_functions(self, frame: Frame) -> None:
        """A function that outlives the call keeps the variables that it closes over."""
        for region in frame.functions:
            function = self.heap.functions[region]
            for name in trees.names_in(function.node):
                captured = frame.ever.get(function.scope.key(name))
                if captured:
                    self.note(region, captured.roots)


# A function is asked wherever it is called; trees are never changed.
@lru_cache(maxsize=1024)
def is_generator(node: ast.AST) -> bool:
    """Say whether calling a function gives a generator."""
    if isinstance(node, ast.GeneratorExp):
        return True
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(children(inner))
    return False


def _parameter_names(function: FunctionObject) -> list[str]:
    node = function.node
    return [] if isinstance(node, ast.GeneratorExp) else parameters(node)


def _nothing() -> Summary:
    return Summary(
        parameters=(), tokens={}, effects=Effects(), values={}, certain=frozenset(),
        result=Value(), local=NONE, lazy=False, assumed={}, provisional=True,
    )  # fmt: skip


def _same_effects(one: Summary, other: Summary) -> bool:
    return (one.effects, one.values, one.certain, one.result, one.local) == (
        other.effects, other.values, other.certain, other.result, other.local,
    )  # fmt: skip


def _joined_exits(frame: Frame) -> State:
    end = State(frame.bottom)
    paths = [*frame.exits, *(() if frame.state.ended else (frame.state,))]
    end.join(flattened(path, frame.bottom) if path is frame.state else path for path in paths)
    return end


def flattened(state: State, bottom: State) -> State:
    """Return one layer over `bottom` that says what all layers of a state say."""
    layers: list[State] = []
    layer: State | None = state
    while layer is not None and layer is not bottom:
        layers.append(layer)
        layer = layer.below
    flat = State(bottom)
    for each in reversed(layers):
        flat.bound |= each.bound
        flat.certain |= each.certain
    return flat
