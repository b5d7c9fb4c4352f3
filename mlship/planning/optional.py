"""A parameter that may be None → whether its function uses it as if it never were."""

import ast
from collections.abc import Iterator, Sequence

from mlship.ir.trees import children, walk
from mlship.planning.bindings import Surroundings
from mlship.planning.kinds import is_typed

# What takes None like anything else.
OPEN = frozenset({"bool", "isinstance", "print", "repr", "str", "type"})
ASKING = frozenset({"isinstance", "callable", "hasattr"})
LOOSE = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq, ast.In, ast.NotIn)


def is_used_strictly(
    node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, around: Surroundings
) -> bool:
    """Tell whether a parameter is used for what None is not, where nothing has asked about it.

    Once a condition has asked about it, or another value is bound to it, all is well: a checker
    follows that for the most part.
    """
    for statement in node.body:
        if _asks(statement, name):
            return False
        if any(_is_strict(each, name, around) for each in _unasked(statement, name)):
            return True
        if _binds(statement, name):
            return False
    return False


def _asks(statement: ast.stmt, name: str) -> bool:
    match statement:
        case ast.If(test=test) | ast.Assert(test=test):
            return _guards(test, name)
        case ast.Assign(value=ast.BoolOp() | ast.IfExp() as value) if _binds(statement, name):
            return _mentions(value, name)
    return False


def _guards(test: ast.expr, name: str) -> bool:
    """Tell whether a condition asks about a name itself: what follows knows that it is not None."""
    match test:
        case ast.Name(id=asked):
            return asked == name
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _guards(operand, name)
        case ast.BoolOp(values=values):
            return any(_guards(value, name) for value in values)
        case ast.Compare(left=left, ops=ops) if all(isinstance(op, LOOSE) for op in ops):
            return any(_is(each, name) for each in (left, *test.comparators))
        case ast.Call(func=ast.Name(), args=[asked, *_]):
            return _is(asked, name) and ast.unparse(test.func) in ASKING
    return False


def _binds(statement: ast.stmt, name: str) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _unasked(statement: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield the nodes of a statement, but for those that a condition about the name guards."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        test = getattr(node, "test", None)
        if isinstance(test, ast.expr) and _guards(test, name):
            continue
        yield node
        waiting.extend(_before_asking(node, name))


def _before_asking(node: ast.AST, name: str) -> list[ast.AST]:
    """Return the parts of a node, of ``a and b`` those that come before one asks about the name."""
    if not isinstance(node, ast.BoolOp):
        return children(node)
    guards = [place for place, value in enumerate(node.values) if _guards(value, name)]
    return [*node.values[: guards[0] if guards else None]]


def _mentions(tree: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in walk(tree))


def _is_strict(node: ast.AST, name: str, around: Surroundings) -> bool:
    return any(_is(used, name) for used in _used_by(node, around))


def _used_by(node: ast.AST, around: Surroundings) -> Sequence[ast.expr | None]:
    """Return what a node uses for what None is not."""
    used: Sequence[ast.expr | None] = ()
    match node:
        case (
            ast.Attribute(value=value)
            | ast.Subscript(value=value)
            | ast.For(iter=value)
            | ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=value)
            | ast.Return(value=value)
            | ast.comprehension(iter=value)
            | ast.Starred(value=value)
            | ast.Assign(value=value)
        ):
            used = [value]
        case ast.BinOp(left=left, right=right):
            used = [left, right]
        case ast.Compare(left=left, ops=ops, comparators=others):
            used = [] if all(isinstance(op, LOOSE) for op in ops) else [left, *others]
        case ast.Call(args=args, keywords=keywords) if _is_checked(node.func, around):
            used = [*args, *(keyword.value for keyword in keywords)]
    return used


def _is(node: ast.expr | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_checked(function: ast.expr, around: Surroundings) -> bool:
    """Tell whether a checker may know what a function takes."""
    root = function
    while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
        root = root.func if isinstance(root, ast.Call) else root.value
    if not isinstance(root, ast.Name) or root.id in OPEN:
        return False
    return is_typed(around.imports.get(root.id, "builtins" if root is function else ""))
