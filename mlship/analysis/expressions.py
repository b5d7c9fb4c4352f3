"""Expression → Value: what it may be, noting what it reads and changes on the way."""

import ast
from collections.abc import Callable, Iterable

from mlship.analysis.accesses import COPIES, Accesses, any_of
from mlship.analysis.heap import IMMUTABLE, NONE, Regions, Value, merge
from mlship.analysis.inference import (
    binary_type,
    compare_type,
    display_type,
    same_type,
    unary_type,
)
from mlship.analysis.machine import NOTEBOOK
from mlship.analysis.objects import FunctionObject
from mlship.analysis.scopes import Comprehension, Scope, targets
from mlship.analysis.state import State
from mlship.ir.trees import children

# Kinds of types whose arithmetic gives a new object that shares nothing.
_NUMERIC = COPIES | {"pandas.Index", "scipy.sparse.csr_matrix"}


class Expressions(Accesses):
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
        return any_of([first, *others])

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
            return any_of([self.evaluate(element) for element in node.elts])
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
