"""A body → the names that it uses and nothing has bound, declared where they are first used.

The notebook would stop there, and so does the function; a type checker sees that it is known.
"""

import ast
from collections.abc import Collection, Iterable, Iterator
from typing import TypeGuard

from mlship.ir.trees import children, find, names_in, walk
from mlship.planning.bindings import Binding, Surroundings
from mlship.planning.edits import Change, Wrap
from mlship.planning.naming import BUILTINS

Missing = tuple[str, ast.stmt]
NOTHING: frozenset[str] = frozenset()
SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
NEVER_SET = "  # the notebook never sets it"
SET_LATER = "  # the notebook sets it elsewhere, not before this line"


def declare_missing(missing: Iterable[Missing], around: Surroundings) -> Iterator[Change]:
    """Declare the names that nothing has bound: a type checker then sees that it is known."""
    for name, top in missing:
        why = SET_LATER if name in around.written else NEVER_SET
        yield Wrap(top, f"{name}: Any{why}\n", "")


def find_missing(
    tree: ast.Module, found: Iterable[Binding], inputs: Collection[str], around: Surroundings
) -> Iterator[Missing]:
    """Yield each name that nothing in a body has bound, with the statement that first uses it."""
    bound: dict[int, set[str]] = {}
    for binding in found:
        bound.setdefault(id(binding.top), set()).add(binding.name)
    names = NOTHING.union(*bound.values())
    elsewhere = (name for node in find(tree, ast.Global) for name in node.names)
    seen = {*inputs, *around.imports, *around.own, *around.ours, *BUILTINS, *elsewhere}
    unseen = names_in(tree) - seen
    for top in tree.body if unseen else ():
        own = bound.get(id(top), NOTHING)
        seen |= NOTHING if isinstance(top, SIMPLE) else own
        for name in _loads(top, later=names - seen) if _mentions(top, unseen - seen) else ():
            if name not in seen:
                seen.add(name)
                yield name, top
        seen |= own


def _mentions(top: ast.stmt, names: Collection[str]) -> bool:
    """Tell whether a statement has any of these names in it."""
    return bool(names) and any(n.id in names for n in walk(top) if isinstance(n, ast.Name))


def _loads(top: ast.stmt, later: Collection[str]) -> Iterator[str]:
    """Yield the names that a statement uses from around it; functions may do so `later`."""
    waiting: list[tuple[ast.AST, frozenset[str], bool]] = [(top, frozenset(), False)]
    while waiting:
        node, own, inside = waiting.pop()
        if _is_load(node) and node.id not in own and not (inside and node.id in later):
            yield node.id
        if isinstance(node, (*SCOPES, *COMPREHENSIONS)):
            own = own | _bound_inside(node)
            inside = inside or isinstance(node, SCOPES)
        waiting += [(child, own, inside) for child in children(node)][::-1]


def _is_load(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load | ast.Del)


def _bound_inside(scope: ast.AST) -> frozenset[str]:
    """Return every name that a scope, or one in it, binds."""
    found = {
        _brought(n) or getattr(n, "arg", None) or getattr(n, "name", None) for n in walk(scope)
    }
    found |= {n.id for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(name for name in found if isinstance(name, str))


def _brought(node: ast.AST) -> str:
    """Return the name that an import binds: of ``import matplotlib.pyplot`` the first part."""
    return (node.asname or node.name.partition(".")[0]) if isinstance(node, ast.alias) else ""
