"""Definition or import → the object that its name stands for from here on."""

import ast

from mlship.analysis.arguments import Arguments
from mlship.analysis.calls import Calls
from mlship.analysis.heap import NONE, Regions, Value, merge
from mlship.analysis.machine import NOTEBOOK
from mlship.analysis.objects import ClassObject
from mlship.analysis.scopes import Definition, Scope, body_names, is_local

_SAME_FUNCTION = frozenset(
    {
        "property", "staticmethod", "classmethod", "abc.abstractmethod", "functools.wraps",
        "functools.cached_property", "contextlib.contextmanager", "typing.overload",
        "numba.jit", "numba.njit", "tensorflow.function", "torch.no_grad",
    }
)  # fmt: skip
# Modules that hold the names of others: what these are known for, the last one counting.
GATHERED = dict.fromkeys(
    ("pylab", "matplotlib.pylab"),
    ("matplotlib.pyplot", "numpy", "numpy.fft", "numpy.random", "numpy.linalg"),
)
_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "abc.abstractmethod"})


class Definitions(Calls):
    """Walks definitions and imports."""

    def define_function(self, node: Definition) -> None:
        """Bind a function: decorators, defaults and annotations are evaluated here."""
        decorators = [self.evaluate(decorator) for decorator in node.decorator_list]
        value = self.make_function(node, NOTEBOOK + node.name)
        self.evaluate_all(_annotations(node))
        for place, decorator in reversed(list(enumerate(decorators))):
            value = self._decorate(node.decorator_list[place], decorator, value)
        self.bind(node.name, value)

    def _decorate(self, node: ast.expr, decorator: Value, value: Value) -> Value:
        name = decorator.name
        if name in _SAME_FUNCTION or name.endswith((".setter", ".getter")):
            return value
        if decorator.name and not decorator.roots:
            wrapper = self.made(node, "", value.roots, "wrapper")
            return Value(roots=wrapper.roots | value.roots)
        result = self.call_object(node, decorator, Arguments((value,)))
        return result if self._is_known(decorator) else merge(result, value)

    def _is_known(self, value: Value) -> bool:
        return bool(value.roots) and value.roots <= self.heap.functions.keys()

    def define_class(self, node: ast.ClassDef) -> None:
        """Bind a class: its body is walked here, its methods where they are called."""
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        bases = self.evaluate_all(node.bases)
        self.evaluate_all(keyword.value for keyword in node.keywords)
        outer = self.frame.scope
        self.frame.scope = scope = self._class_scope(node)
        self.execute(node.body)
        self.frame.scope = outer
        region = self.fresh(node, "type", "class")
        self.heap.classes[region] = self._class_object(node, scope, bases, region)
        value = Value(roots=frozenset({region}), type="type")
        self.bind(node.name, value)
        hooks = self.find_methods(value, "__init_subclass__", inherited=True)
        if hooks:
            self.run_functions(hooks, value, node)

    def _class_scope(self, node: ast.ClassDef) -> Scope:
        number = self.number((id(node), "class", self.frame.number))
        self.frame.scopes.add(number)
        names = body_names(node.body)
        return Scope(
            number=number, kind="class", names=names.own, globals=names.globals,
            parent=self.frame.scope,
        )  # fmt: skip

    def _class_object(
        self, node: ast.ClassDef, scope: Scope, bases: list[Value], region: int
    ) -> ClassObject:
        own = self._class_values(scope)
        base_roots = NONE.union(*(base.roots for base in bases))
        self.link({region}, base_roots.union(*own.values()))
        own_bases = tuple(sorted(base_roots & self.heap.classes.keys()))
        unknown = any(base.name != "object" and not base.roots for base in bases)
        return ClassObject(
            name=NOTEBOOK + node.name,
            methods={name: roots for name, roots in own.items() if self._has_function(roots)},
            bases=own_bases,
            properties=frozenset(_properties(node)),
            held=NONE.union(*own.values()) - self.heap.functions.keys(),
            foreign=bool(unknown or node.decorator_list or node.keywords),
        )

    def _class_values(self, scope: Scope) -> dict[str, Regions]:
        values = {name: self.frame.state.look(scope.key(name)) for name in sorted(scope.names)}
        return {name: value.roots for name, value in values.items() if value is not None}

    def _has_function(self, roots: Regions) -> bool:
        return bool(roots & self.heap.functions.keys())

    # Imports

    def import_modules(self, node: ast.Import) -> None:
        """Bind modules; what was done to the search path and the environment matters to them."""
        self.read_world(":environ")
        for alias in node.names:
            first = alias.name.partition(".")[0]
            self._bind_import(alias.asname or first, alias.name if alias.asname else first)

    def import_names(self, node: ast.ImportFrom) -> None:
        """Bind what is imported from a module; a star may bring anything, builtins' names too.

        What is known of a module says which of these it has.
        """
        self.read_world(":environ")
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self.star_modules += GATHERED.get(module, (module,))
                self.unknown_star |= not self.knowledge.describes(self.star_modules[-1])
                self.frame.effects.star = True
            else:
                name = f"{module}.{alias.name}"
                self._bind_import(alias.asname or alias.name, name)

    def _bind_import(self, name: str, qualified: str) -> None:
        key = self.frame.scope.key(name)
        if not is_local(key):
            self.imports[name] = qualified
        self.bind_key(key, Value(name=qualified))


def _annotations(node: Definition) -> list[ast.expr]:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found = [argument.annotation for argument in named if argument.annotation]
    return [*found, node.returns] if node.returns else found


def _properties(node: ast.ClassDef) -> list[str]:
    return [
        each.name
        for each in node.body
        if isinstance(each, ast.FunctionDef)
        and any(ast.unparse(d) not in _PLAIN_DECORATORS for d in each.decorator_list)
    ]
