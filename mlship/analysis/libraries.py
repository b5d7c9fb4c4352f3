"""Call of a library's function or method → its effects, from what is known of it."""

import ast
from collections.abc import Callable, Sequence

from mlship.analysis import containers
from mlship.analysis.accesses import CONTAINERS, COPIES, LAZY
from mlship.analysis.arguments import Arguments
from mlship.analysis.callbacks import Callbacks
from mlship.analysis.effects import FIGURE
from mlship.analysis.heap import IMMUTABLE, NONE, Regions, Value
from mlship.analysis.inference import call_type
from mlship.analysis.packed import LISTED, packed_types
from mlship.ir.dataflow import Fact
from mlship.knowledge import CANVASES

# What `open` gives back, by the mode.
TEXT, BINARY = "file", "binary_file"
OPENED = frozenset({TEXT, BINARY})
# What estimators learn from; they may keep it, and do not change it.
DATA = frozenset({"numpy.ndarray", "pandas.DataFrame", "pandas.Series"})
# Libraries whose constructors only keep what they are given, as scikit-learn asks of estimators.
ESTIMATORS = ("sklearn.", "imblearn.")
LEARNS = frozenset({"fit", "partial_fit", "fit_transform", "fit_predict", "fit_resample"})


class Libraries(Callbacks):
    """Walks calls of what the notebook does not define itself."""

    def call_library(
        self, node: ast.Call, name: str, fact: Fact | None, arguments: Arguments
    ) -> Value:
        """Walk the call of a function or class by its qualified name."""
        if name.startswith("sys.path."):
            self.touch(":environ")
        # The mode says whether `open` reads or writes.
        if fact is not None and name != "open":
            self.change_world(fact, arguments, None)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, node, arguments)
        owner, _, method = name.rpartition(".")
        if owner in CONTAINERS and method in _UNBOUND and arguments.positional:
            receiver, *others = arguments.positional
            rest = arguments._replace(positional=tuple(others))
            return self.call_container(node, method, receiver._replace(type=owner), rest)
        if name in containers.PURE:
            self.run_operators(node, *arguments.values)
            return self._computed(node, name, fact, arguments)
        return self._call_plain(node, name, fact, arguments)

    def _computed(
        self, node: ast.Call, name: str, fact: Fact | None, arguments: Arguments
    ) -> Value:
        """Return what a function of Python's makes of values: of tables tables."""
        types = [value.type for value in arguments.positional]
        type_name = call_type(name, fact, "", types, node)
        known = not type_name or type_name in IMMUTABLE or type_name not in COPIES
        return Value(type=type_name) if known else self.made(node, type_name, NONE)

    def _call_plain(
        self, node: ast.Call, name: str, fact: Fact | None, arguments: Arguments
    ) -> Value:
        """Walk the call of a function that may call others and keep what it is given."""
        given = Value() if _only_keeps(fact) else self._call_back(node, arguments, Value())
        if name in containers.COLLECTING:
            return self._collect(node, name, fact, arguments)
        if name in containers.KEEPING:
            kept = arguments.roots | given.roots
            return self.made(node, name if name in LAZY else "iterator", kept)
        if name in containers.CHOOSING:
            return self._choose(node, name, arguments, given)
        return self._call_known(node, name, fact, arguments, given)

    def _call_back(self, node: ast.Call, arguments: Arguments, receiver: Value) -> Value:
        """A function that is passed on counts as called."""
        roots = arguments.roots | receiver.roots
        if not roots or (self.frame.is_module and not self.heap.functions):
            return Value()
        functions = self.callables_in(roots)
        if not functions:
            return Value()
        # A function alone is called with what came with it, never with itself.
        others = [value for value in arguments.values if value.roots != functions]
        everything = self.everything_in(receiver, *others)
        return self.run_functions(functions, everything, node)

    def _collect(self, node: ast.Call, name: str, fact: Fact | None, arguments: Arguments) -> Value:
        elements = [self.element(value, node) for value in arguments.positional]
        named = NONE.union(*(value.roots for _, value in arguments.named))
        more = arguments.more.roots if arguments.more else NONE
        held = NONE.union(*(value.roots for value in elements), named, more)
        type_name = call_type(name, fact, "", []) or (name if "." in name else "")
        if name == "sum":
            return self.made(node, type_name, self.heap.below(held)) if held else Value()
        return self.made(node, type_name, held)

    def _choose(self, node: ast.Call, name: str, arguments: Arguments, given: Value) -> Value:
        elements = [self.element(value, node) for value in arguments.positional]
        roots = NONE.union(*(value.roots for value in elements), arguments.roots, given.roots)
        if name == "next":
            self.mutate(arguments.roots)
        return Value(roots=roots, type="" if roots else _one_type(arguments, elements))

    def _call_known(
        self, node: ast.Call, name: str, fact: Fact | None, arguments: Arguments, given: Value
    ) -> Value:
        if fact is None:
            return self._call_nameless(node, arguments, given)
        self._mutate_arguments(fact, arguments)
        if fact.result == "elements":
            return self._elements(node, arguments, 2 if name.endswith("_split") else 1)
        types = [value.type for value in arguments.positional]
        if fact.fresh and (packed := packed_types(fact, types, node)):
            return self._packed(node, fact, packed)
        if fact.result == "arg0" and arguments.positional and not fact.fresh:
            return arguments.positional[0]
        return self._made_of(node, fact, call_type(name, fact, "", types, node), arguments, given)

    def _call_nameless(self, node: ast.Call, arguments: Arguments, given: Value) -> Value:
        """Walk the call of a function that nothing is known of."""
        self.mutate_deep(arguments.roots)
        if any(self.knowledge.kind(value.type) in CANVASES for value in arguments.values):
            self.touch(FIGURE)  # what is given axes draws on them
        return self.unknown_result(node, arguments.roots | given.roots, is_shared=False)

    def _made_of(
        self, node: ast.Call, fact: Fact, type_name: str, arguments: Arguments, given: Value
    ) -> Value:
        """Return what a function makes: it may hold what it was given, or be that itself."""
        if type_name in IMMUTABLE:
            return Value(type=type_name)
        is_constructor = fact.result == fact.name and type_name not in COPIES
        held = NONE if fact.fresh and not is_constructor else arguments.roots | given.roots
        value = self.made(node, type_name, held)
        self._remember_given(value, arguments)
        return value if fact.fresh else value._replace(roots=value.roots | held)

    def _packed(self, node: ast.Call, fact: Fact, types: Sequence[str]) -> Value:
        """Return a tuple of new objects, each for itself."""
        items = tuple(self.made(node, kind, NONE, f"packed.{k}") for k, kind in enumerate(types))
        roots = NONE.union(*(item.roots for item in items))
        whole = self.made(node, "tuple", roots, "packed")._replace(items=items)
        return whole._replace(type="") if fact.name in LISTED else whole

    def _remember_given(self, value: Value, arguments: Arguments) -> None:
        given = arguments.told
        for root in value.roots:
            known = self.heap.given.get(root)
            self.heap.given[root] = given if known is None else known & given

    def _mutate_arguments(self, fact: Fact, arguments: Arguments) -> None:
        names = self.knowledge.parameter_names(fact.name) if fact.mutates else ()
        for name in fact.mutates:
            position = int(name) if name.isdigit() else None
            if name in names:
                position = names.index(name)
            value = arguments.get(name, position)
            if value is not None:
                kind = self.common_type(value.roots)
                (self.mutate if kind in {*CONTAINERS, *OPENED} else self.mutate_deep)(value.roots)
                if kind not in OPENED:  # what is written to a file is not in it as an object
                    self._keep_in(value, arguments)
        if fact.mutates and arguments.more:
            self.mutate_deep(arguments.more.roots)

    def _keep_in(self, value: Value, arguments: Arguments) -> None:
        """What an argument is changed by may be in it from then on."""
        if self.common_type(value.roots) not in COPIES:
            self.link(value.roots, arguments.roots - value.roots)

    def _elements(self, node: ast.Call, arguments: Arguments, halves: int) -> Value:
        """Return what is made of each argument: two halves, or one, which alone comes bare."""
        if halves == 1 and len(arguments.positional) == 1 and not arguments.more:
            return self.made(node, arguments.positional[0].type, NONE)
        items = tuple(
            self.made(node, value.type, NONE, f"{place}.{half}")
            for place, value in enumerate(arguments.positional)
            for half in range(halves)
        )
        roots = NONE.union(*(item.roots for item in items))
        value = self.made(node, "list", roots)
        return value if arguments.more else value._replace(items=items)

    def unknown_result(self, node: ast.AST, shared: Regions, *, is_shared: bool = True) -> Value:
        """Return what an unknown callee may give: something new, or what it was given."""
        region = self.fresh(node, "", "unknown")
        self.heap.lazy.add(region)
        self.link({region}, shared)
        if is_shared:
            self.heap.vague.add(region)
        return Value(roots=frozenset({region}))

    # Methods

    def call_container(
        self, node: ast.Call, name: str, receiver: Value, arguments: Arguments
    ) -> Value:
        """Walk the call of a method of one of Python's own containers."""
        self.run_operators(node, receiver, *arguments.values)
        held = self.held_by(receiver)
        if name in {"sort", "update", "extend", "add", "extendleft"}:
            self._call_back(node, arguments, receiver if name == "sort" else Value())
        if name in containers.CHANGES or name not in containers.METHODS:
            self.mutate(receiver.roots)
            self._keep_arguments(name, receiver, arguments, node)
        if name in containers.VIEWS:
            return receiver._replace(type="dict_items" if name == "items" else "dict_values")
        if name in containers.COPIES:
            more = NONE.union(*(self.element(v, node).roots for v in arguments.values))
            return self.made(node, receiver.type, held | more)
        if name in containers.GIVES:
            roots = held | arguments.roots
            return Value(roots=roots, type=self.common_type(roots))
        return Value()

    def _keep_arguments(
        self, name: str, receiver: Value, arguments: Arguments, node: ast.Call
    ) -> None:
        if name in {"extend", "update", "extendleft"}:
            for value in arguments.values:
                self.link(receiver.roots, self.element(value, node).roots)
        if name not in {"extend", "extendleft", "remove", "sort"}:
            self.link(receiver.roots, arguments.roots)

    def call_method(
        self, node: ast.Call, name: str, receiver: Value, arguments: Arguments, fact: Fact | None
    ) -> Value:
        """Walk the call of a method that a library or nobody knows defines."""
        given = self._call_back(node, arguments, receiver)
        if receiver.type in IMMUTABLE or not receiver.roots:
            return self._call_on_immutable(node, name, receiver, arguments, fact)
        if fact is None:
            return self._call_unknown(node, receiver, arguments, given)
        self.change_world(fact, arguments, receiver)
        self._mutate_arguments(fact, arguments)
        if is_in_place(fact, arguments):
            self._change_receiver(name, receiver, arguments, fact)
        if receiver.type.startswith("matplotlib."):
            self.touch(FIGURE)
        return self._method_result(node, name, receiver, arguments, fact, given)

    def _call_on_immutable(
        self, node: ast.Call, name: str, receiver: Value, arguments: Arguments, fact: Fact | None
    ) -> Value:
        if fact is not None:
            self.change_world(fact, arguments, receiver)
        for value in arguments.values:
            self.element(value, node)
        type_name = call_type(f"{receiver.type}.{name}", fact, receiver.type, [], node)
        return Value(type=type_name) if type_name in IMMUTABLE else self.made(node, type_name, NONE)

    def _call_unknown(
        self, node: ast.Call, receiver: Value, arguments: Arguments, given: Value
    ) -> Value:
        self.mutate_deep(receiver.roots | arguments.roots)
        self.link(receiver.roots, arguments.roots | given.roots)
        return self.unknown_result(node, receiver.roots | arguments.roots | given.roots)

    def _change_receiver(
        self, name: str, receiver: Value, arguments: Arguments, fact: Fact
    ) -> None:
        heap = self.heap
        is_container = name in containers.METHODS
        (self.mutate if is_container else self.mutate_deep)(receiver.roots)
        known = receiver.type and self.knowledge.kind(receiver.type)
        if name in containers.STORES or not (known or fact.fresh):
            kept = [v.roots for v in arguments.values if name not in LEARNS or v.type not in DATA]
            roots = NONE.union(*kept)
            self.link(receiver.roots, roots | heap.below(roots))

    def _method_result(  # noqa: PLR0913, PLR0917 - what a call is
        self, node: ast.Call, name: str, receiver: Value, arguments: Arguments, fact: Fact,
        given: Value,
    ) -> Value:  # fmt: skip
        if fact.result == "self":
            return receiver
        types = [value.type for value in arguments.positional]
        if fact.fresh and (packed := packed_types(fact, types, node)):
            return self._packed(node, fact, packed)
        type_name = call_type(fact.name, fact, receiver.type, types, node)
        if type_name in IMMUTABLE:
            return Value(type=type_name)
        if fact.fresh and (receiver.type or name not in containers.METHODS):
            return self.made(node, type_name, NONE)
        shared = receiver.roots | self.held_by(receiver) | arguments.roots | given.roots
        made = self.made(node, type_name, shared)
        return made._replace(roots=made.roots | shared)


# Methods of containers that may be called as functions of their type: ``list.append(a, 1)``.
_UNBOUND = containers.METHODS - {"fromkeys"}


def _only_keeps(fact: Fact | None) -> bool:
    """Tell what makes an estimator of scikit-learn's kind: it calls nothing that it is given."""
    names = (fact.name, fact.result) if fact else ("",)
    return all(name.startswith(ESTIMATORS) for name in names)


def is_in_place(fact: Fact, arguments: Arguments) -> bool:
    """Say whether a call changes its receiver (`inplace=True` where that decides)."""
    if fact.mutates_self is not None:
        return fact.mutates_self
    node = arguments.node("inplace")
    return node is not None and not (isinstance(node, ast.Constant) and not node.value)


def _one_type(arguments: Arguments, elements: list[Value]) -> str:
    many = len(arguments.positional) > 1
    types = {value.type for value in (arguments.positional if many else elements)}
    return types.pop() if len(types) == 1 else ""


def _open(machine: Libraries, node: ast.Call, arguments: Arguments) -> Value:
    mode = arguments.node("mode", 1)
    is_text = mode is None or (isinstance(mode, ast.Constant) and "b" not in str(mode.value))
    kind = TEXT if is_text else BINARY
    region = machine.fresh(node, "file", kind)
    machine.open_file(arguments, region)
    return Value(roots=frozenset({region}), type=kind)


def _getattr(machine: Libraries, node: ast.Call, arguments: Arguments) -> Value:
    name = arguments.node("name", 1)
    if not arguments.positional:
        return Value(roots=arguments.roots)
    base = arguments.positional[0]
    text = name.value if isinstance(name, ast.Constant) else None
    if isinstance(text, str):
        found = machine.attribute(base, text, node)
        more = NONE.union(*(value.roots for value in arguments.positional[2:]))
        return found._replace(roots=found.roots | more)
    return Value(roots=machine.heap.reach(base.roots))


def _setattr(machine: Libraries, node: ast.Call, arguments: Arguments) -> Value:
    base = arguments.positional[0] if arguments.positional else Value()
    machine.run_operators(node, base)
    machine.mutate(base.roots)
    machine.link(base.roots, arguments.roots - base.roots)
    if not base.roots and node.args:
        machine.change_module(base.name, node.args[0])
    return Value(type="NoneType")


def _super(machine: Libraries, _node: ast.Call, _arguments: Arguments) -> Value:
    return machine.frame.instance._replace(name="super", type="")


def _deepcopy(machine: Libraries, node: ast.Call, arguments: Arguments) -> Value:
    """Copy everything but functions and classes, which the copy shares."""
    heap = machine.heap
    reach = heap.reach(arguments.roots)
    kept = frozenset(r for r in reach if r in heap.functions or r in heap.classes)
    source = arguments.positional[0] if arguments.positional else Value()
    if source.type in IMMUTABLE or not source.roots:
        return source
    made = machine.made(node, source.type, kept)
    for root in made.roots:
        heap.hold(root, frozenset({root}))
        for original in reach & heap.instances.keys():
            heap.instances[root] = heap.instances[original]
    machine.link(made.roots, made.roots | kept)
    return made


_SPECIAL: dict[str, Callable[[Libraries, ast.Call, Arguments], Value]] = {
    "open": _open,
    "getattr": _getattr,
    "setattr": _setattr,
    "delattr": _setattr,
    "super": _super,
    "dict.fromkeys": lambda machine, node, given: machine.made(node, "dict", given.roots),
    "copy.deepcopy": _deepcopy,
}
