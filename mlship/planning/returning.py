"""A function's body → whether every path through it gives a value that is not None."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from mlship.ir.trees import children, walk

INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def gives_always(node: ast.FunctionDef) -> bool:
    """Tell whether a function surely gives a value: no bare return, no path to its end."""
    bare = any(each.value is None or _is_none(each.value) for each in _returns(node.body))
    return not bare and _leaves(node.body)


def returned(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Return]:
    """Yield the returns of a function, not those of functions in it."""
    yield from _returns(node.body)


def _returns(body: Sequence[ast.AST]) -> Iterator[ast.Return]:
    waiting = list(body)
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Return):
            yield each
        elif not isinstance(each, INNER):
            waiting.extend(children(each))


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a block never comes to its end, as far as its form says."""
    return any(_leaves_by(statement) for statement in body)


def _leaves_by(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=orelse):
            return _leaves(body) and _leaves(orelse)
        case ast.With(body=body):
            return _leaves(body)
        case ast.While(test=ast.Constant(value=value), body=body):
            return bool(value) and not _breaks(body)
        case ast.Try():
            return _leaves_by_trying(statement)
    return False


def _breaks(body: Iterable[ast.stmt]) -> bool:
    return any(isinstance(n, ast.Break) for statement in body for n in walk(statement))


def _leaves_by_trying(tree: ast.Try) -> bool:
    tried = _leaves(tree.body) or _leaves(tree.orelse)
    caught = all(_leaves(handler.body) for handler in tree.handlers)
    return _leaves(tree.finalbody) or (tried and caught)
