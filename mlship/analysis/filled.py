"""A program's statements → the names that are above zero, or hold something, wherever bound.

A loop over them runs at least once: what it binds, it binds for certain.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from mlship.ir.trees import walk

# What goes over all that it is given.
PASSING = frozenset({"enumerate", "reversed", "sorted", "list", "tuple", "tqdm"})
# What neither keeps nor changes what it is given.
LOOKING = PASSING | {"len", "print", "range", "trange", "zip", "sum", "max", "min", "str", "set"}
# Libraries that take nothing out of what they are given.
TRUSTED = frozenset({"numpy", "pandas", "matplotlib", "seaborn", "plotly", "sklearn", "scipy"})
# Methods that take nothing out of a container, and give nothing that does.
ADDING = frozenset({"append", "add", "update", "extend", "insert", "copy", "index", "count", "get"})
VIEWS = frozenset({"items", "keys", "values"})
BINDERS = ast.arg | ast.alias | ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def find_filled(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """Return the names that every binding gives a number above zero, or something that has parts.

    Of what can be emptied, only where each use of the name is known not to.
    """
    trees = list(chain.from_iterable(map(walk, statements)))
    values: dict[str, list[ast.expr]] = {}
    for tree in trees:
        match tree:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values.setdefault(name, []).append(value)
    names = [tree for tree in trees if isinstance(tree, ast.Name)]
    stored = Counter(name.id for name in names if not isinstance(name.ctx, ast.Load))
    loaded = Counter(name.id for name in names if isinstance(name.ctx, ast.Load))
    ours = frozenset(chain.from_iterable(map(_imported, trees)))
    harmless = Counter(name.id for tree in trees for name in _left_alone(tree, ours))
    others = set(chain.from_iterable(map(_bound_otherwise, trees)))
    return frozenset(
        name
        for name, given in values.items()
        if len(given) == stored[name] and name not in others and all(map(_is_filled, given))
        if loaded[name] == harmless[name] or all(map(_is_fixed, given))
    )


def is_never_empty(node: ast.expr, filled: frozenset[str]) -> bool:
    """Tell whether going over a value goes over something."""
    match node:
        case ast.Name(id=name):
            return name in filled
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[]):
            return attr in VIEWS and name in filled
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as args):
            return _gives_something(name, args, filled)
        case ast.Constant(value=value):
            return isinstance(value, str) and value != ""
    return _is_filled(node)


def _gives_something(name: str, args: Sequence[ast.expr], filled: frozenset[str]) -> bool:
    """Tell whether there is something in what a function of Python's makes to go over."""
    if name in {"range", "trange"}:
        return len(args) == 1 and _is_above_zero(args[0], filled)
    if name == "zip":
        return all(is_never_empty(each, filled) for each in args)
    return name in PASSING and is_never_empty(args[0], filled)


def _is_above_zero(node: ast.expr, filled: frozenset[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in filled
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_above_zero(left, filled) and _is_above_zero(right, filled)
    return isinstance(node, ast.Constant) and _is_filled(node)


def _is_filled(node: ast.expr) -> bool:
    """Tell whether a literal is a number above zero, or has parts."""
    match node:
        case ast.Constant(value=int() | float() | str() as value):
            return value != "" if isinstance(value, str) else value >= 1
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return any(not isinstance(part, ast.Starred) for part in parts)
        case ast.Dict(keys=keys):
            return any(key is not None for key in keys)
    return False


def _is_fixed(node: ast.expr) -> bool:
    """Tell whether nothing can empty a value."""
    return isinstance(node, ast.Constant | ast.Tuple)


def _left_alone(tree: ast.AST, trusted: frozenset[str]) -> Iterator[ast.Name]:
    """Yield the names below a node that it reads without letting anything empty their values."""
    held: Iterable[ast.AST | None] = ()
    match tree:
        case ast.For(iter=value) | ast.comprehension(iter=value) | ast.Expr(value=value):
            held = (value,)
        case ast.FormattedValue(value=value):
            held = (value,)
        case ast.Compare(left=left, comparators=others):
            held = (left, *others)
        case ast.Attribute(value=value, attr=attr) if attr in ADDING | VIEWS:
            held = (value,)
        case ast.Subscript(value=value, slice=part, ctx=context) if not (
            isinstance(context, ast.Del) or isinstance(part, ast.Slice)
        ):
            held = (value,)
        case ast.Call(func=func, args=args, keywords=keywords) if _only_looks(func, trusted):
            held = (*args, *(keyword.value for keyword in keywords))
    yield from (each for each in held if isinstance(each, ast.Name))


def _only_looks(func: ast.expr, trusted: frozenset[str]) -> bool:
    while isinstance(func, ast.Attribute):
        func = func.value
    return isinstance(func, ast.Name) and func.id in LOOKING | trusted


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield the names that an import brings of libraries that empty nothing."""
    match tree:
        case ast.Import(names=names):
            found = [(alias.name, alias) for alias in names]
        case ast.ImportFrom(module=str(module), names=names):
            found = [(module, alias) for alias in names]
        case _:
            return
    for module, alias in found:
        if module.partition(".")[0] in TRUSTED:
            yield alias.asname or alias.name.partition(".")[0]


def _bound_otherwise(tree: ast.AST) -> Iterator[str]:
    """Yield what a node binds that is no name in the tree: arguments, imports, definitions."""
    if isinstance(tree, BINDERS):
        fields = ("arg", "asname", "name", "rest")
        yield from (name for field in fields if (name := getattr(tree, field, None)))
    elif isinstance(tree, DEFINITIONS):
        yield tree.name
