"""A class → whether its own code, or code below it, changes what all its objects share."""

import ast
from collections.abc import Iterator

from mlship.ir.trees import walk

CHANGING = frozenset(
    {
        "add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove",
        "reverse", "setdefault", "sort", "update",
    }
)  # fmt: skip
OWN_CLASS = frozenset({"cls", "self.__class__", "type(self)"})
DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.Call, ast.ListComp, ast.DictComp, ast.SetComp)


def changes_itself(tree: ast.ClassDef) -> bool:
    """Tell whether methods set attributes of the class, or change a container that it holds."""
    owners = OWN_CLASS | {tree.name}
    held = {f"{owner}.{name}" for owner in (*owners, "self") for name in _containers(tree)}
    return sets_attribute(tree, owners) or not held.isdisjoint(_changed(tree))


def sets_attribute(tree: ast.AST, owners: frozenset[str]) -> bool:
    """Tell whether code sets an attribute of what goes by one of these names."""
    for node in walk(tree):
        match node:
            case ast.Attribute(value=owner, ctx=ast.Store() | ast.Del()):
                if ast.unparse(owner) in owners:
                    return True
            case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[owner, *_]):
                if ast.unparse(owner) in owners:
                    return True
    return False


def _containers(tree: ast.ClassDef) -> Iterator[str]:
    """Yield the attributes that a class itself gives a container."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
                target=ast.Name(id=name), value=value
            ) if isinstance(value, DISPLAYS):
                yield name


def _changed(tree: ast.AST) -> Iterator[str]:
    """Yield, as written, what code stores into or calls a changing method of."""
    for node in walk(tree):
        match node:
            case ast.Subscript(value=owner, ctx=ast.Store() | ast.Del()):
                yield ast.unparse(owner)
            case ast.AugAssign(target=owner):
                yield ast.unparse(owner)
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in CHANGING:
                yield ast.unparse(owner)
