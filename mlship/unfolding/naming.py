"""A called function → what its variables are called where its lines stand by themselves.

What it gives back goes by the name that the caller gives it; a variable keeps its name unless it
would cover one that is still needed.
"""

import ast
import builtins
from collections.abc import Collection, Iterable, Sequence

from mlship.ir.program import Statement
from mlship.ir.trees import ASKED_FOR, find, names_in, walk
from mlship.unfolding.callees import Called

BUILTINS = frozenset(dir(builtins))


def choose_names(called: Called, needed: Collection[str]) -> dict[str, str] | None:
    """Choose new names for the variables of a function; None if one cannot be called anew.

    `needed` are names whose values must stay.
    """
    callee = called.callee
    own = local_names(callee.tree)
    chosen = _named_by_caller(called, own)
    kept = {*needed, *BUILTINS, *chosen.values(), *_asked_beside(called)}
    taken = {*names_in(callee.tree), *kept}
    for name in sorted(own - chosen.keys()):
        if name in kept:
            chosen[name] = _fresh(f"{callee.tree.name}_{name}", taken)
    changed = {name: new for name, new in chosen.items() if name != new}
    return None if changed.keys() & _fixed_names(callee.tree) else changed


def local_names(tree: ast.FunctionDef) -> set[str]:
    """Return a function's variables, its parameters among them."""
    return {arg.arg for arg in (*tree.args.args, *tree.args.kwonlyargs)} | _bound(tree)


def _bound(tree: ast.FunctionDef) -> set[str]:
    return {n.id for n in find(tree, ast.Name) if not isinstance(n.ctx, ast.Load)}


def _named_by_caller(called: Called, own: Collection[str]) -> dict[str, str]:
    """Call what is given back, and what is given and stays, as the caller does."""
    used = names_in(called.callee.tree).union(own)
    results = _named_results(called, own, used)
    gone = {*called.targets, *results.values()}
    stays = called.given.keys() - _bound(called.callee.tree) - results.keys()
    arguments = {
        parameter: value.id
        for parameter, value in called.given.items()
        if parameter in stays and isinstance(value, ast.Name) and value.id not in gone
    }
    free = {p: name for p, name in arguments.items() if name == p or name not in used}
    return results | free


def _named_results(called: Called, own: Collection[str], used: Collection[str]) -> dict[str, str]:
    """Call what is given back as the caller does, where that name stands for nothing else."""
    found: dict[str, str] = {}
    asked = {name for value in called.given.values() for name in names_in(value)}
    for name, target in _given_back(called):
        is_free = target not in used and (target not in asked or name not in called.given)
        if name in own and name not in found and (target == name or is_free):
            found[name] = target
    return found


def _asked_beside(called: Called) -> set[str]:
    """Return what is asked for a parameter by a name that another parameter has."""
    pairs = ((p, name) for p, value in called.given.items() for name in names_in(value))
    return {name for parameter, name in pairs if name != parameter}


def _given_back(called: Called) -> Iterable[tuple[str, str]]:
    """Yield the variables that a function gives back, and what the caller calls them."""
    for value, target in pair_results(called):
        if isinstance(value, ast.Name):
            yield value.id, target


def pair_results(called: Called) -> Sequence[tuple[ast.expr, str]]:
    """Pair what a function gives back with names, where each value has one."""
    match called.callee.result:
        case ast.Tuple(elts=values) if called.several and len(values) == len(called.targets):
            return list(zip(values, called.targets, strict=True))
        case ast.expr() as value if not called.several and called.targets:
            return [(value, called.targets[0])]
    return []


def _fixed_names(tree: ast.FunctionDef) -> set[str]:
    """Return names that stand in other places than variables do: they cannot be changed."""
    inner = [n for n in walk(tree) if isinstance(n, ast.Lambda)]
    found = {arg.arg for each in inner for arg in find(each, ast.arg)}
    found |= {n.name for n in walk(tree) if isinstance(n, ast.ExceptHandler) and n.name}
    texts = (c.value for c in find(tree, ast.Constant) if isinstance(c.value, str))
    return found.union(*(ASKED_FOR.findall(text) for text in texts))


def _fresh(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name = f"{name}_"
    return name


def find_needed(later: Iterable[Statement], always: Collection[str]) -> set[str]:
    """Find the names that later statements read before they bind them anew."""
    needed, bound = set(always), set[str]()
    for tree in (statement.node for statement in later):
        if isinstance(tree, ast.FunctionDef):
            needed |= names_in(tree) - local_names(tree)
            continue
        names = find(tree, ast.Name)
        needed |= {n.id for n in names if isinstance(n.ctx, ast.Load)} - bound
        if isinstance(tree, ast.Assign):
            plain = (t for target in tree.targets for t in _parts(target))
            bound |= {t.id for t in plain if isinstance(t, ast.Name)} - needed
        else:
            needed |= {n.id for n in names if not isinstance(n.ctx, ast.Load)} - bound
    return needed


def _parts(target: ast.expr) -> Sequence[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
