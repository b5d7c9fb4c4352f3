"""Syntax trees → the settings that a notebook keeps in one dictionary or class, and their reads."""

import ast
from collections.abc import Iterator, Sequence

from mlship.ir.trees import children, walk


def settings_of(tree: ast.stmt) -> dict[str, ast.expr]:
    """Return the settings that a statement defines, none if it does anything else."""
    match tree:
        case ast.Assign(targets=[ast.Name()], value=ast.Dict(keys=keys, values=values)):
            return _named(keys, values)
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.Call(func=ast.Name(id="dict"), args=[], keywords=given),
        ) if all(each.arg for each in given):
            return {each.arg: each.value for each in given if each.arg}
        case ast.ClassDef(bases=[], keywords=[], decorator_list=[], body=body):
            return _attributes(body)
    return {}


def _named(keys: Sequence[ast.expr | None], values: Sequence[ast.expr]) -> dict[str, ast.expr]:
    found = {}
    for key, value in zip(keys, values, strict=True):
        match key:
            case ast.Constant(value=str() as text):
                found[text] = value
            case _:
                return {}
    return found


def _attributes(body: Sequence[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case _:
                return {}
    return found


def mentions(tree: ast.AST, name: str) -> int:
    """Count how often a variable is named."""
    return sum(isinstance(each, ast.Name) and each.id == name for each in walk(tree))


def reads_of(tree: ast.AST, name: str, *, is_class: bool) -> Iterator[tuple[ast.expr, str]]:
    """Yield what reads one setting (``CONFIG["seed"]``, ``Config.seed``), and which one."""
    for each in walk(tree):
        match each:
            case ast.Attribute(value=ast.Name(id=found), attr=key, ctx=ast.Load()) if is_class:
                pass
            case ast.Subscript(
                value=ast.Name(id=found), slice=ast.Constant(value=str() as key), ctx=ast.Load()
            ) if not is_class:
                pass
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=found), attr="get"),
                args=[ast.Constant(value=str() as key), *_],
            ) if not is_class:
                pass
            case _:
                continue
        if found == name:
            yield each, key


def is_changed(tree: ast.AST, member: ast.expr, value: ast.expr) -> bool:
    """Tell whether a list of the settings may be changed where it is read, or is kept."""
    if isinstance(value, ast.Constant | ast.UnaryOp):
        return False
    parents = (each for each in walk(tree) if any(child is member for child in children(each)))
    return any(isinstance(parent, ast.Attribute | ast.Assign | ast.AugAssign) for parent in parents)
