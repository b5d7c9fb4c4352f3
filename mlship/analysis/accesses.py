"""Names, attributes and elements → what they may be, of one's own classes and of libraries."""

import ast
from collections.abc import Iterable

from mlship.analysis.arrays import ARRAY, FRAME
from mlship.analysis.heap import IMMUTABLE, NONE, Regions, Value, merge
from mlship.analysis.inference import (
    attribute_type,
    located_type,
    subscript_type,
)
from mlship.analysis.objects import ClassObject
from mlship.analysis.world import World

# Containers of Python itself: an element is what they hold, never the container.
CONTAINERS = frozenset({"list", "dict", "set", "tuple", "frozenset", "collections.defaultdict",
                        "collections.OrderedDict", "collections.deque", "collections.Counter",
                        "dict_items", "dict_values"})  # fmt: skip
# What gives tuples of what it runs over.
PACKING = frozenset({"zip", "enumerate"})
LAZY = frozenset({"generator", "map", "filter", "zip", "enumerate", "reversed", "iterator"})
COPIES = frozenset({"pandas.DataFrame", "pandas.Series", "numpy.ndarray"})
CHOOSING = frozenset({"list", "numpy.ndarray", "pandas.Series", "pandas.Index"})

# Put together with brackets: ``np.c_[a, b]``.
JOINED = frozenset({"numpy.c_", "numpy.r_"})
STYLED = "pandas.io.formats.style.Styler"


class Accesses(World):
    """Walks what gets at parts of objects."""

    def evaluate(self, node: ast.expr) -> Value:
        """Walk an expression and return what it may be."""
        raise NotImplementedError

    def _name(self, node: ast.Name) -> Value:
        return self.read(node.id)

    def _attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(self.evaluate(node.value), node.attr, node)

    def attribute(self, base: Value, name: str, node: ast.AST) -> Value:
        """Return what an attribute of a value may be."""
        if base.name and not base.roots:
            qualified = f"{base.name}.{name}"
            self._read_surroundings(qualified)
            return Value(name=qualified)
        type_name = attribute_type(self.knowledge, base.type, name)
        if name == "shape" and base.type == FRAME:
            return Value(type=type_name, items=(Value(type="int"), Value(type="int")))
        if type_name in IMMUTABLE or (name == "shape" and not self._is_own(base)):
            return Value(type=type_name)  # a tensor's shape, too: numbers that nothing can change
        if type_name == STYLED and base.type == FRAME:
            return self.made(node, type_name, NONE)  # changing how a table looks does not change it
        computed = self._computed_attribute(base, name, node)
        methods = self.find_methods(base, name)
        if base.type in CONTAINERS or (methods and not computed.roots):
            return self._bound_method(base, methods, node)
        return self._part(base, computed.roots, type_name)

    def _is_own(self, base: Value) -> bool:
        """Tell what may be an instance of the notebook's own classes."""
        return not self.heap.instances.keys().isdisjoint(base.roots)

    def _bound_method(self, base: Value, methods: Regions, node: ast.AST) -> Value:
        """A method that is kept for later keeps its receiver."""
        region = self.fresh(node, "", "method")
        self.heap.vague.add(region)
        self.link_one(region, base.roots | methods)
        return Value(roots=frozenset({region}))

    def _read_surroundings(self, qualified: str) -> None:
        if qualified.startswith("os.environ"):
            self.read_world(":environ")

    def _computed_attribute(self, base: Value, name: str, node: ast.AST) -> Value:
        if not self.heap.classes:
            return Value()
        hooks = self.find_hooks(base, "__getattr__", "__getattribute__", descriptor="__get__")
        if any(name in own_class.properties for own_class in self.classes_of(base)):
            hooks |= self.find_methods(base, name)
        return self.run_functions(hooks, self.everything_in(base), node) if hooks else Value()

    def find_hooks(self, base: Value, *names: str, descriptor: str) -> Regions:
        """Return the methods that Python calls for an attribute of one of our objects."""
        hooks = NONE.union(*(self.find_methods(base, name) for name in names))
        held = NONE.union(*(own_class.held for own_class in self.classes_of(base)))
        return hooks | self.find_methods(Value(roots=held), descriptor)

    def _part(self, base: Value, more: Regions, type_name: str) -> Value:
        held = self.held_by(base)
        is_own = any(root in self.heap.instances for root in base.roots)
        for own_class in self.classes_of(base) if self.heap.classes else ():
            more = more.union(own_class.held)
        if base.type in CONTAINERS or is_own:
            roots = self.compact((held | more).difference(self.heap.classes if is_own else ()))
            return Value(roots=roots, type=type_name or self.common_type(roots))
        if base.roots & self.heap.vague:
            return Value(roots=base.roots | more, type=type_name)
        return Value(roots=self.compact(base.roots | held | more), type=type_name)

    def classes_of(self, base: Value) -> list[ClassObject]:
        """Return the notebook's classes that a value may be an instance of, bases included."""
        found: list[ClassObject] = []
        heap = self.heap
        regions = {heap.instances.get(root, root): None for root in base.roots}
        for region in regions:
            if region in heap.classes:
                found += [each for each in self.lineage(region) if each not in found]
        return found

    def lineage(self, region: int) -> list[ClassObject]:
        """Return a class and its bases, nearest first; nothing if the region is no class."""
        found: list[ClassObject] = []
        waiting = [region]
        while waiting:
            own_class = self.heap.classes.get(waiting.pop(0))
            if own_class is not None and own_class not in found:
                found.append(own_class)
                waiting.extend(own_class.bases)
        return found

    def find_methods(self, base: Value, name: str, *, inherited: bool = False) -> Regions:
        """Return the functions that a method of this name may be (`inherited`: overridden too)."""
        if not self.heap.classes:
            return NONE
        found = NONE
        for root in base.roots:
            lineage = self.lineage(self.heap.instances.get(root, root))
            matches = [c.methods[name] for c in lineage if name in c.methods]
            found = found.union(*(matches[1:] or matches if inherited else matches[:1]))
        return found

    def _subscript(self, node: ast.Subscript) -> Value:
        base, index = self.evaluate(node.value), self.evaluate(node.slice)
        base_node = node.value
        if isinstance(base_node, ast.Attribute) and base_node.attr in {"loc", "iloc"}:
            owner = self.quietly(base_node.value).type
            type_name = located_type(owner, base_node.attr, node.slice, self._type_of_index)
            return Value(roots=base.roots, type=type_name)
        if base.name in JOINED:
            return self.made(node, ARRAY, NONE)
        is_one = base.type == "tuple" and isinstance(node.slice, ast.Constant | ast.UnaryOp)
        if is_one and isinstance(base_node, ast.Attribute) and base_node.attr == "shape":
            return Value(type="int")
        return self.element_at(base, index, node)

    def _type_of_index(self, node: ast.expr) -> str:
        return self.quietly(node).type

    def quietly(self, node: ast.expr) -> Value:
        """Look at an expression again."""
        return self.evaluate(node)

    def element_at(self, base: Value, index: Value, node: ast.Subscript) -> Value:
        """Return what ``base[index]`` may be."""
        result = self.run_operators(node, base, index)
        named = self._named_element(base, node)
        if named is not None:
            return named
        type_name = subscript_type(base.type, node.slice, index.type)
        if type_name in IMMUTABLE or not (base.roots or result.roots):
            return Value(type=type_name)
        if base.type in COPIES and self._chooses(index.type, node.slice):
            return self.made(node, type_name, NONE)
        if base.type in CONTAINERS and isinstance(node.slice, ast.Slice):
            return self.made(node, base.type, self.held_by(base))
        return self._part(base, result.roots, type_name)

    def _named_element(self, base: Value, node: ast.Subscript) -> Value | None:
        """Return what a constant picks: the part of a bunch, the item of a tuple."""
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(key, str) and self.knowledge.kind(base.type) == "bunch":
            return self.attribute(base, key, node)
        if base.items is not None and isinstance(key, int) and key < len(base.items):
            return base.items[key]
        return None

    def _chooses(self, index_type: str, index: ast.expr) -> bool:
        """Tell whether an index picks out elements, which copies; slices and numbers do not."""
        if isinstance(index, ast.Tuple):
            return any(self._type_of_index(part) in CHOOSING for part in index.elts)
        return index_type in CHOOSING

    def element(self, iterable: Value, node: ast.AST) -> Value:
        """Return what iterating over a value may give."""
        result = self.run_operators(node, iterable)
        self.advance(iterable, node)
        if iterable.items is not None:
            return any_of(iterable.items)
        if iterable.type in {"str", "range", "bytes"}:
            return Value(type="int" if iterable.type == "range" else "str")
        if iterable.type in COPIES and iterable.type == "pandas.DataFrame":
            return Value(type="")
        part = self._part(iterable, result.roots, "")
        held = self.held_by(iterable)
        if iterable.type in LAZY:
            held = self.anything_in(self.held_by(iterable))
            is_packed = iterable.type in PACKING
            return Value(roots=held, type=self.common_type(held) if held and not is_packed else "")
        return part

    def advance(self, iterable: Value, node: ast.AST) -> None:
        """Use up an iterator, which runs what it was made of."""
        heap = self.heap
        for root in iterable.roots:
            if root in heap.placeholders:
                self.frame.effects.advanced.add(root)
            elif heap.types[root] in LAZY or root in heap.lazy:
                self.mutate({root})
                self.mutate(heap.lazy & heap.reach({root}))
                functions = self.callables_in(frozenset({root}))
                if functions:
                    everything = self.everything_in(iterable)
                    result = self.run_functions(functions, everything, node)
                    self.link({root}, result.roots)

    def everything_in(self, *values: Value) -> Value:
        """Return a value that may be anything that can be got at from these."""
        roots = NONE.union(*(value.roots for value in values))
        return Value(roots=self.anything_in(roots))

    def run_operators(self, node: ast.AST, *values: Value) -> Value:
        """Walk the special methods that an operator may call on the notebook's own objects."""
        asked = values if self.heap.classes else ()
        methods = (
            method
            for value in asked
            for own_class in self.classes_of(value)
            for method in own_class.methods.items()
        )
        operators: set[int] = set()
        for name, regions in methods:
            if name.startswith("__") and name not in {"__init__", "__new__"}:
                operators |= regions
        if not operators:
            return Value()
        return self.run_functions(frozenset(operators), self.everything_in(*values), node)


def any_of(values: Iterable[Value]) -> Value:
    """Merge what something may be; nothing in particular if there is nothing."""
    result: Value | None = None
    for value in values:
        result = value if result is None else merge(result, value)
    return result or Value()
