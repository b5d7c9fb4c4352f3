"""Statements → the names that they need from before, and those that they bind for certain.

Stricter than `branches`: a loop may take no turn, and what is tried may fail at once.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mlship.ir.trees import children, walk

NOTHING: frozenset[str] = frozenset()
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
INNER = (*COMPREHENSIONS, ast.Lambda)


def surely_bound(suite: Sequence[ast.stmt]) -> frozenset[str]:
    """Return the names that statements bind, however they go."""
    return NOTHING.union(*map(_binds, suite))


def _binds(tree: ast.stmt) -> frozenset[str]:
    match tree:
        case ast.For() | ast.AsyncFor() | ast.While() | ast.Try() | ast.TryStar() | ast.Match():
            return NOTHING
        case ast.If(body=body, orelse=orelse):
            return surely_bound(body) & surely_bound(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return surely_bound(body).union(*(stored(item) for item in tree.items))
    return stored(tree)


# Statements are asked for each place where they may go.
@lru_cache(maxsize=4096)
def stored(tree: ast.AST) -> frozenset[str]:
    """Return the names that a tree sets, but for those of its comprehensions and definitions."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name):
                found |= {name} if isinstance(node.ctx, ast.Store) else NOTHING
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case _ if not isinstance(node, INNER):
                waiting += children(node)
    return frozenset(found)


def needed(suite: Sequence[ast.stmt]) -> frozenset[str]:
    """Return the names that statements may read before they bind them themselves."""
    found, bound = NOTHING, NOTHING
    for tree in suite:
        found |= _needs(tree) - bound
        bound |= _binds(tree)
    return found


def _needs(tree: ast.stmt) -> frozenset[str]:
    match tree:
        case ast.For(target=target, iter=source) | ast.AsyncFor(target=target, iter=source):
            inner = needed(tree.body) - stored(target)
            return loaded(source) | loaded(target) | inner | needed(tree.orelse)
        case ast.While(test=test) | ast.If(test=test):
            return loaded(test) | needed(tree.body) | needed(tree.orelse)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            given = NOTHING.union(*map(stored, items))
            return NOTHING.union(*map(loaded, items)) | (needed(tree.body) - given)
    return loaded(tree)


@lru_cache(maxsize=4096)
def loaded(tree: ast.AST) -> frozenset[str]:
    """Return the names that a tree reads anywhere, but for those of its comprehensions."""
    return frozenset(in_order(tree))


def in_order(tree: ast.AST, hidden: frozenset[str] = NOTHING) -> Iterator[str]:
    """Yield the names that a tree reads, in the order of its text; `hidden` are names inside."""
    match tree:
        case ast.Name(id=name, ctx=ast.Load()):
            yield from () if name in hidden else (name,)
        case ast.AugAssign(target=ast.Name(id=name)):
            yield name
            yield from in_order(tree.value, hidden)
        case ast.Lambda(args=args):
            own = hidden | {each.arg for each in walk(args) if isinstance(each, ast.arg)}
            yield from in_order(args, hidden)
            yield from in_order(tree.body, own)
        case _:
            own = hidden | _of_comprehension(tree)
            for child in children(tree):
                yield from in_order(child, own)


def _of_comprehension(tree: ast.AST) -> frozenset[str]:
    """Return the names of a comprehension's elements, unless it also reads others so called."""
    if not isinstance(tree, COMPREHENSIONS):
        return NOTHING
    own = NOTHING.union(*(stored(each.target) for each in tree.generators))
    return own - loaded(tree.generators[0].iter)
