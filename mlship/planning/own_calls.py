"""The notebook's statements → what its own functions that have types are given, and must give.

To Python a type is a comment: ``def mean(xs: list[float])`` is called with arrays all the same.
A checker holds every call against it.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import walk
from mlship.planning.array_kinds import ANY, ARRAY
from mlship.planning.kinds import CLASS, DISPLAYS, Kinds

Definition = ast.FunctionDef | ast.AsyncFunctionDef
# Types that calls are held against, and their kinds.
KINDS = {
    **{name: name for name in ("int", "float", "str", "bool", "list", "dict", "set", "tuple")},
    "numpy.ndarray": ARRAY, "NoneType": "None",
}  # fmt: skip
METHOD = "."
Given = Mapping[str, tuple[str, ast.expr]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalls:
    """OwnCalls = what the notebook's own functions and classes say, and what is done with them.

    Attributes:
        given: "mean", ".method" or "Class" → of each call its parameters, each with the kind of
            what it is given.
        classes: the classes by name.
        asked: attributes whose values are asked for something, or reckoned with, somewhere.
    """

    given: Mapping[str, Sequence[Given]] = field(default_factory=dict)
    classes: Mapping[str, ast.ClassDef] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


def find_calls(flow: Dataflow, types: Sequence[Mapping[str, str]]) -> OwnCalls:
    """Look at all statements; `types` are those of variables before each of them."""
    trees = [node.statement.node for node in flow.nodes]
    classes = {tree.name: tree for tree in trees if isinstance(tree, ast.ClassDef)}
    own = dict(_callables(trees))
    if not any(map(_has_types, own.values())):
        return OwnCalls(classes=classes)
    given: dict[str, list[Given]] = defaultdict(list)
    kinds = Kinds(flow.imports, {}, dict.fromkeys(classes, CLASS))
    for tree, known in zip(trees, types, strict=False):
        variables = known.keys() - flow.imports.keys()
        names = {name: KINDS.get(known[name], ANY) for name in variables}
        inner = set(_bound_names(tree))
        lasting = {name: kinds.names[name] for name in names if _is_display(kinds, name)}
        kinds.names.update({**names, **lasting, **dict.fromkeys(inner, ANY)})
        for call in walk(tree):
            if isinstance(call, ast.Call) and (key := _key(call.func)) in own:
                given[key].append(_bound(call, own[key], kinds))
        kinds.names.update(_assigned(tree, kinds))
    return OwnCalls(given=given, classes=classes, asked=frozenset(_asked(trees)))


def callables_of(flow: Dataflow) -> Iterator[tuple[str, Definition]]:
    """Yield the notebook's functions, methods and what classes are made by, as calls name them."""
    yield from _callables(node.statement.node for node in flow.nodes)


def _callables(trees: Iterable[ast.stmt]) -> Iterator[tuple[str, Definition]]:
    for tree in trees:
        if isinstance(tree, Definition):
            yield tree.name, tree
        elif isinstance(tree, ast.ClassDef):
            methods = [each for each in tree.body if isinstance(each, Definition)]
            yield from ((f"{METHOD}{each.name}", each) for each in methods)
            yield from ((tree.name, each) for each in methods if each.name == "__init__")


def _has_types(node: Definition) -> bool:
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return node.returns is not None or any(each.annotation for each in given)


def _bound_names(tree: ast.stmt) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _is_display(kinds: Kinds, name: str) -> bool:
    return "[" in kinds.names.get(name, "")


def _key(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return f"{METHOD}{name}"
    return ""


def _bound(call: ast.Call, node: Definition, kinds: Kinds) -> Given:
    """Return the parameters that a call gives something, each with its kind."""
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    placed = [] if any(isinstance(each, ast.Starred) for each in call.args) else call.args
    values = dict(zip(names, placed, strict=False))
    values |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    return {name: (kinds.read(value), value) for name, value in values.items()}


def _assigned(tree: ast.stmt, kinds: Kinds) -> dict[str, str]:
    """Return the kind of a name that a display is bound to: what it holds is known."""
    match tree:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(value, DISPLAYS):
            return {name: kinds.read(value)}
    return {}


def _asked(trees: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the attributes that are used as if they were never None, with no test around."""
    for tree in trees:
        inner: list[ast.stmt] = [each for each in walk(tree) if isinstance(each, Definition)]
        for scope in inner or [tree]:
            yield from set(_used(scope)) - set(_tested(scope))


def _used(scope: ast.stmt) -> Iterator[str]:
    """Yield the attributes that are asked for something, reckoned with, run through, passed on."""
    for node in walk(scope):
        match node:
            case ast.Attribute(value=ast.Attribute(attr=attr)):
                yield attr
            case ast.Subscript(value=ast.Attribute(attr=attr)):
                yield attr
            case ast.For(iter=ast.Attribute(attr=attr)):
                yield attr
            case ast.BinOp(left=left, right=right):
                yield from _attributes_among([left, right])
            case ast.Compare(left=left, ops=ops, comparators=others) if not _is_loose(ops):
                yield from _attributes_among([left, *others])
            case ast.Call(args=args):
                yield from _attributes_among(args)


def _attributes_among(nodes: Iterable[ast.expr]) -> Iterator[str]:
    return (each.attr for each in nodes if isinstance(each, ast.Attribute))


def _is_loose(operators: Iterable[ast.cmpop]) -> bool:
    loose = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq, ast.In, ast.NotIn)
    return all(isinstance(each, loose) for each in operators)


def _tested(scope: ast.stmt) -> Iterator[str]:
    for node in walk(scope):
        match node:
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                yield from _attributes(test)
            case ast.BoolOp() | ast.Assert():
                yield from _attributes(node)


def _attributes(tree: ast.AST) -> Iterator[str]:
    return (each.attr for each in walk(tree) if isinstance(each, ast.Attribute))
