"""Scopes: a name as written, where it stands → the key of the variable that it means.

key = "x" (a variable of the notebook) | "x@7" (local to scope 7) | a name of the world
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mlship.ir.trees import children, walk

Definition = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_NEW_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Scope = number, kind, its own names, names declared global, the scope around it."""

    number: int
    kind: Literal["module", "function", "class", "comprehension"]
    names: frozenset[str] = frozenset()
    globals: frozenset[str] = frozenset()
    parent: "Scope | None" = None

    def key(self, name: str) -> str:
        """Return the key of the variable that a name means in this scope."""
        scope: Scope | None = self
        while scope is not None and scope.kind != "module":
            if name in scope.globals:
                return name
            if name in scope.names and (scope.kind != "class" or scope is self):
                return f"{name}@{scope.number}"
            scope = scope.parent
        return name

    @property
    def frame(self) -> "Scope":
        """The function (class, module) that a walrus in here binds its name in."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope


def is_local(key: str) -> bool:
    """Say whether a key is local to a function, class or comprehension."""
    return "@" in key


def scope_number(key: str) -> int:
    """Return the number of the scope that a local key belongs to."""
    return int(key.rpartition("@")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names = what a body binds, what it declares global, what it declares nonlocal."""

    bound: frozenset[str]
    globals: frozenset[str]
    nonlocals: frozenset[str]

    @property
    def own(self) -> frozenset[str]:
        """The names that are local to the body."""
        return self.bound - self.globals - self.nonlocals


def body_names(body: Iterable[ast.AST]) -> Names:
    """Collect the names that the statements of one body bind or declare, not those nested in it."""
    bound: set[str] = set()
    declared: dict[type, set[str]] = {ast.Global: set(), ast.Nonlocal: set()}
    for node in _own_nodes(body):
        if isinstance(node, ast.Global | ast.Nonlocal):
            declared[type(node)].update(node.names)
        else:
            bound.update(_bound_by(node))
    return Names(
        bound=frozenset(bound),
        globals=frozenset(declared[ast.Global]),
        nonlocals=frozenset(declared[ast.Nonlocal]),
    )


def imports_of(body: Iterable[ast.AST]) -> Mapping[str, str]:
    """Map names to the one thing that each is imported as; others are bound otherwise, too."""
    found: dict[str, set[str]] = {}
    for node in _own_nodes(body):
        for bound, meaning in _meanings(node):
            found.setdefault(bound, set()).add(meaning)
    return {name: meanings.pop() for name, meanings in found.items() if len(meanings) == 1}


def _meanings(node: ast.AST) -> Iterable[tuple[str, str]]:
    """Pair what a node binds with what it imports, which is "" for all but imports."""
    match node:
        case ast.Import(names=aliases):
            return [(bound_name(a), a.name if a.asname else bound_name(a)) for a in aliases]
        case ast.ImportFrom(module=str(module), level=0, names=aliases):
            return [(bound_name(a), f"{module}.{a.name}") for a in aliases]
    return [(name, "") for name in _bound_by(node)]


def bound_name(alias: ast.alias) -> str:
    """Return the variable that an import binds."""
    return alias.asname or alias.name.partition(".")[0]


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[str]:
    """Return the names of a function's parameters, in order, starred ones last."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return [argument.arg for argument in (*named, *starred)]


def targets(node: ast.expr) -> Iterator[str]:
    """Return the names that an assignment target binds."""
    for inner in walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _COMPREHENSION):
            waiting.extend(_walruses(node))
        elif not isinstance(node, _NEW_SCOPE):
            waiting.extend(children(node))


def _walruses(node: ast.AST) -> Iterator[ast.AST]:
    """A walrus inside a comprehension binds outside it."""
    return (inner.target for inner in walk(node) if isinstance(inner, ast.NamedExpr))


def _bound_by(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return (name,)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return (node.name,)
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return tuple(map(bound_name, aliases))
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            return (name,)
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return (name,)
        case _:
            return ()
