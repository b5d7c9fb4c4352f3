"""Expression → Value: what it may be, noting what it reads and changes on the way."""

import ast
from collections.abc import Callable, Iterable

from mlship.analysis.heap import IMMUTABLE, NONE, Regions, Value, merge
from mlship.analysis.inference import (
    attribute_type,
    binary_type,
    compare_type,
    display_type,
    located_type,
    same_type,
    subscript_type,
    unary_type,
)
from mlship.analysis.machine import NOTEBOOK
from mlship.analysis.objects import ClassObject, FunctionObject
from mlship.analysis.scopes import Comprehension, Scope, targets
from mlship.analysis.state import State
from mlship.analysis.world import World
from mlship.ir.trees import children

# Containers of Python itself: an element is what they hold, never the container.
CONTAINERS = frozenset({"list", "dict", "set", "tuple", "frozenset", "collections.defaultdict",
                        "collections.OrderedDict", "collections.deque", "collections.Counter",
                        "dict_items", "dict_values"})  # fmt: skip
LAZY = frozenset({"generator", "map", "filter", "zip", "enumerate", "reversed", "iterator"})
COPIES = frozenset({"pandas.DataFrame", "pandas.Series", "numpy.ndarray"})
CHOOSING = frozenset({"list", "numpy.ndarray", "pandas.Series", "pandas.Index"})
# Kinds of types whose arithmetic gives a new object that shares nothing.
_NUMERIC = COPIES | {"pandas.Index", "scipy.sparse.csr_matrix"}


class Expressions(World):
    """Walks expressions."""

    def evaluate(self, node: ast.expr) -> Value:
        """Walk an expression and return what it may be."""
        walk = _WALKS.get(type(node))
        return walk(self, node) if walk else self.evaluate_parts(node)

    def evaluate_parts(self, node: ast.AST) -> Value:
        """Walk the parts of something whose own value does not matter."""
        for child in children(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return Value(type=display_type(node) if isinstance(node, ast.expr) else "")

    def evaluate_all(self, nodes: Iterable[ast.expr | None]) -> list[Value]:
        """Walk several expressions in order."""
        return [self.evaluate(node) for node in nodes if node is not None]

    # Names and parts of objects

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
        if type_name in IMMUTABLE:
            return Value(type=type_name)
        computed = self._computed_attribute(base, name, node)
        methods = self.find_methods(base, name)
        if base.type in CONTAINERS or (methods and not computed.roots):
            return self._bound_method(base, methods, node)
        return self._part(base, computed.roots, type_name)

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
        for root in base.roots:
            found += [
                c for c in self.lineage(self.heap.instances.get(root, root)) if c not in found
            ]
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
            owner = self.common_type(base.roots) if base.roots else ""
            type_name = located_type(owner, node.slice, self._type_of_index)
            return Value(roots=base.roots, type=type_name)
        return self.element_at(base, index, node)

    def _type_of_index(self, node: ast.expr) -> str:
        return self.quietly(node).type

    def quietly(self, node: ast.expr) -> Value:
        """Look at an expression again."""
        return self.evaluate(node)

    def element_at(self, base: Value, index: Value, node: ast.Subscript) -> Value:
        """Return what ``base[index]`` may be."""
        result = self.run_operators(node, base, index)
        number = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if base.items is not None and isinstance(number, int) and number < len(base.items):
            return base.items[number]
        type_name = subscript_type(base.type, node.slice, index.type)
        if type_name in IMMUTABLE or not (base.roots or result.roots):
            return Value(type=type_name)
        if base.type in COPIES and self._chooses(index.type, node.slice):
            return self.made(node, type_name, NONE)
        if base.type in CONTAINERS and isinstance(node.slice, ast.Slice):
            return self.made(node, base.type, self.held_by(base))
        return self._part(base, result.roots, type_name)

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
            return _any_of(iterable.items)
        if iterable.type in {"str", "range", "bytes"}:
            return Value(type="int" if iterable.type == "range" else "str")
        if iterable.type in COPIES and iterable.type == "pandas.DataFrame":
            return Value(type="")
        part = self._part(iterable, result.roots, "")
        held = self.held_by(iterable)
        if iterable.type in LAZY:
            held = self.anything_in(self.held_by(iterable))
            return Value(roots=held, type=self.common_type(held) if held else "")
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
        operators: set[int] = set()
        for value in values if self.heap.classes else ():
            for own_class in self.classes_of(value):
                for name, regions in own_class.methods.items():
                    if name.startswith("__") and name not in {"__init__", "__new__"}:
                        operators |= regions
        if not operators:
            return Value()
        return self.run_functions(frozenset(operators), self.everything_in(*values), node)

    # Displays

    def _constant(self, node: ast.Constant) -> Value:
        return Value(type=type(node.value).__name__)

    def _text(self, node: ast.JoinedStr) -> Value:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.run_operators(part, self.evaluate(part.value))
                self.evaluate_parts(part.format_spec) if part.format_spec else None
        return Value(type="str")

    def _tuple(self, node: ast.Tuple) -> Value:
        items = tuple(self.evaluate(element) for element in node.elts)
        roots = NONE.union(*(item.roots for item in items))
        value = self.made(node, "tuple", roots)
        starred = any(isinstance(element, ast.Starred) for element in node.elts)
        return value if starred else value._replace(items=items)

    def _sequence(self, node: ast.List | ast.Set) -> Value:
        elements = self.evaluate_all(node.elts)
        held = NONE.union(*(element.roots for element in elements))
        return self.made(node, display_type(node), held)

    def _starred(self, node: ast.Starred) -> Value:
        value = self.evaluate(node.value)
        element = self.element(value, node)
        return element._replace(roots=element.roots, items=None)

    def _dict(self, node: ast.Dict) -> Value:
        keys = self.evaluate_all(node.keys)
        values = self.evaluate_all(node.values)
        held = NONE.union(*(value.roots for value in (*keys, *values)))
        for key, value in zip(node.keys, values, strict=True):
            held |= self.held_by(value) if key is None else NONE
        return self.made(node, "dict", held)

    # Operators

    def _binary(self, node: ast.BinOp) -> Value:
        return self.combine(self.evaluate(node.left), node.op, self.evaluate(node.right), node)

    def combine(self, left: Value, operator: ast.operator, right: Value, node: ast.AST) -> Value:
        """Return what an arithmetic operator gives: containers share their elements."""
        result = self.run_operators(node, left, right)
        type_name = binary_type(left.type, operator, right.type)
        if type_name in IMMUTABLE or not (left.roots or right.roots or result.roots):
            return Value(type=type_name)
        if left.type in _NUMERIC or right.type in _NUMERIC:
            return self.made(node, type_name, NONE)
        held = self.held_by(left) | self.held_by(right)
        made = self.made(node, type_name, held)
        return merge(made, result) if result.roots else made

    def _unary(self, node: ast.UnaryOp) -> Value:
        operand = self.evaluate(node.operand)
        result = self.run_operators(node, operand)
        type_name = unary_type(node.op, operand.type)
        if type_name in IMMUTABLE or not operand.roots:
            return Value(type=type_name)
        made = self.made(node, type_name, self.held_by(operand))
        return merge(made, result) if result.roots else made

    def _boolean(self, node: ast.BoolOp) -> Value:
        first = self.evaluate(node.values[0])
        self.run_operators(node, first)
        rest = self.frame.state
        self.frame.state = path = State(rest)
        others = [self.evaluate(value) for value in node.values[1:]]
        self.frame.state = rest
        rest.absorb(path)
        return _any_of([first, *others])

    def _compare(self, node: ast.Compare) -> Value:
        left = self.evaluate(node.left)
        others = self.evaluate_all(node.comparators)
        result = self.run_operators(node, left, *others)
        type_name = compare_type(left.type, node.ops, [other.type for other in others])
        if type_name in IMMUTABLE or not any(value.roots for value in (left, *others)):
            return Value(type=type_name)
        made = self.made(node, type_name, NONE)
        return merge(made, result) if result.roots else made

    def _choice(self, node: ast.IfExp) -> Value:
        self.run_operators(node, self.evaluate(node.test))
        here = self.frame.state
        values, paths = [], []
        for branch in (node.body, node.orelse):
            self.frame.state = State(here)
            values.append(self.evaluate(branch))
            paths.append(self.frame.state)
        self.frame.state = here
        here.join(paths)
        value = merge(*values)
        return value._replace(type=same_type([value.type for value in values]))

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        key = self.frame.scope.frame.key(node.target.id)
        self.bind_key(key, value)
        return value

    def _await(self, node: ast.Await | ast.Yield | ast.YieldFrom) -> Value:
        value = self.evaluate(node.value) if node.value else Value(type="NoneType")
        if isinstance(node, ast.Await):
            return value
        self.frame.yields.append(value)
        roots = self.compact(value.roots | self.held_by(value))
        return Value(roots=roots)

    # Functions without a name, comprehensions

    def _lambda(self, node: ast.Lambda) -> Value:
        return self.make_function(node, NOTEBOOK + "<lambda>")

    def make_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.GeneratorExp,
        name: str,
    ) -> Value:  # fmt: skip
        """Make the object of a function: its defaults are evaluated here."""
        region = self.fresh(node, "function", "function")
        defaults = {} if isinstance(node, ast.GeneratorExp) else self._defaults(node.args)
        self.heap.functions[region] = FunctionObject(
            node=node, scope=self.frame.scope, name=name, defaults=defaults
        )
        self.frame.functions.append(region)
        self.link({region}, NONE.union(*defaults.values()))
        return Value(roots=frozenset({region}), type="function")

    def _defaults(self, arguments: ast.arguments) -> dict[str, Regions]:
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults,
                 strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]  # fmt: skip
        return {
            parameter.arg: self.evaluate(default).roots
            for parameter, default in pairs
            if default is not None
        }

    def _comprehension(self, node: Comprehension) -> Value:
        outer = self.frame.scope
        before = self.frame.state
        self.evaluate(node.generators[0].iter)
        self.frame.scope = self._comprehension_scope(node)
        held = NONE
        head = State(before)
        for _ in range(_ROUNDS):
            self.frame.state = path = State(head)
            held = self._one_round(node, outer)
            if not head.absorb(path):
                break
        self.frame.scope, self.frame.state = outer, before
        before.absorb(head)
        type_name = display_type(node)
        return self.made(node, type_name, held)

    def _comprehension_scope(self, node: Comprehension) -> Scope:
        number = self.number((id(node), self.frame.number))
        self.frame.scopes.add(number)
        names = frozenset(name for g in node.generators for name in targets(g.target))
        return Scope(number=number, kind="comprehension", names=names, parent=self.frame.scope)

    def _one_round(self, node: Comprehension, outer: Scope) -> Regions:
        inner = self.frame.scope
        for place, generator in enumerate(node.generators):
            self.frame.scope = inner if place else outer
            element = self.iterate(generator.iter)
            self.frame.scope = inner
            self.assign(generator.target, element)
            self.evaluate_all(generator.ifs)
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        return NONE.union(*(value.roots for value in self.evaluate_all(parts)))

    def _generator(self, node: ast.GeneratorExp) -> Value:
        """A generator runs where it is used, so it keeps hold of all that it needs."""
        value = self._comprehension(node)
        functions = self.make_function(node, NOTEBOOK + "<generator>")
        made = self.made(node, "generator", functions.roots | self.held_by(value), "lazy")
        source = self.evaluate(node.generators[0].iter)
        self.link(made.roots, source.roots)
        return made

    def iterate(self, node: ast.expr) -> Value:
        """Walk what a loop runs over and return what its target may be."""
        items = self._paired(node)
        if items is not None:
            return items
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return _any_of([self.evaluate(element) for element in node.elts])
        return self.element(self.evaluate(node), node)

    def _paired(self, node: ast.expr) -> Value | None:
        match node:
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_], keywords=[]):
                return _pair(Value(type="int"), self.iterate(inner))
            case ast.Call(func=ast.Name(id="zip"), args=inner, keywords=[]) if inner:
                return _pair(*(self.iterate(each) for each in inner))
            case ast.Call(func=ast.Attribute(value=inner, attr="items"), args=[]):
                owner = self.evaluate(inner)
                if owner.type != "dict":
                    return None
                held = self.held_by(owner)
                return _pair(Value(), Value(roots=held, type=self.common_type(held)))
            case _:
                return None

    def assign(self, target: ast.expr, value: Value) -> None:
        """Walk the assignment of a value to a target."""
        raise NotImplementedError

    def call(self, node: ast.Call) -> Value:
        """Walk a call and return what it may give."""
        raise NotImplementedError


_ROUNDS = 8


def _pair(*values: Value) -> Value:
    return Value(roots=NONE.union(*(v.roots for v in values)), type="tuple", items=values)


def _any_of(values: Iterable[Value]) -> Value:
    result: Value | None = None
    for value in values:
        result = value if result is None else merge(result, value)
    return result or Value()


_WALKS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
    ast.Constant: Expressions._constant,
    ast.JoinedStr: Expressions._text,
    ast.Tuple: Expressions._tuple,
    ast.List: Expressions._sequence,
    ast.Set: Expressions._sequence,
    ast.Starred: Expressions._starred,
    ast.Dict: Expressions._dict,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.BoolOp: Expressions._boolean,
    ast.Compare: Expressions._compare,
    ast.IfExp: Expressions._choice,
    ast.NamedExpr: Expressions._walrus,
    ast.Await: Expressions._await,
    ast.Yield: Expressions._await,
    ast.YieldFrom: Expressions._await,
    ast.Lambda: Expressions._lambda,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.DictComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._generator,
    ast.Call: lambda walker, node: walker.call(node),
}
