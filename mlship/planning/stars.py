"""Dataflow → the same, where star imports say what they bring, as far as that is known."""

import ast
import builtins
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.program import LocalModule
from mlship.ir.trees import walk
from mlship.knowledge import Knowledge


def spell_out_stars(flow: Dataflow, knowledge: Knowledge) -> Dataflow:
    """Import by name what the notebook uses of a star import; the last star that has it counts."""
    stars = [node for node in flow.nodes if _module(node)]
    if not stars:
        return flow
    brought: dict[int, list[str]] = {node.statement.index: [] for node in stars}
    unknown = False
    for name in sorted(_unbound(flow)):
        owner = next((n for n in reversed(stars) if _has(n, name, flow, knowledge)), None)
        unknown |= owner is None and name not in _COVERING
        if owner is not None:
            brought[owner.statement.index].append(name)
    return _replaced(flow, brought, keep=unknown)


def _module(node: Node) -> str:
    match node.statement.node:
        case ast.ImportFrom(module=str(module), names=[ast.alias(name="*")], level=0):
            return module
    return ""


def _unbound(flow: Dataflow) -> set[str]:
    """Return the names that the notebook uses and nothing in it binds."""
    trees = [inner for node in flow.nodes for inner in walk(node.statement.node)]
    names = [tree for tree in trees if isinstance(tree, ast.Name)]
    bound = {tree.id for tree in names if not isinstance(tree.ctx, ast.Load)}
    bound |= {tree.arg for tree in trees if isinstance(tree, ast.arg)}
    bound |= {name for node in flow.nodes for name in node.writes}
    return {tree.id for tree in names} - bound - flow.imports.keys() - _BUILTINS


def _covering() -> frozenset[str]:
    """Return the builtins that ``from numpy import *`` covers, in the version that is here."""
    with suppress(PackageNotFoundError):
        if version("numpy").startswith("1."):
            return COVERED
    return COVERED | COVERED_BY_NUMPY_2


# Builtins whose names numpy takes, and pylab with it; other modules with such names are rare.
COVERED = frozenset({"all", "any", "sum"})
COVERED_BY_NUMPY_2 = frozenset({"abs", "max", "min", "pow", "round"})
_COVERING = _covering()
_BUILTINS = frozenset(dir(builtins)) - _COVERING


def _has(node: Node, name: str, flow: Dataflow, knowledge: Knowledge) -> bool:
    module = _module(node)
    if name in _COVERING and module not in {"numpy", "pylab", "matplotlib.pylab"}:
        return False
    local = next((m for m in flow.program.modules if m.name == module), None)
    if local is not None:
        return name in _names_of(local)
    if knowledge.is_standard_library(module.partition(".")[0]):
        return hasattr(import_module(module), name)
    return knowledge.holds(f"{module}.{name}")


def _names_of(module: LocalModule) -> Iterable[str]:
    for tree in ast.parse(module.source).body:
        if isinstance(tree, ast.FunctionDef | ast.ClassDef):
            yield tree.name
        elif isinstance(tree, ast.Assign):
            yield from (t.id for t in tree.targets if isinstance(t, ast.Name))


def _replaced(flow: Dataflow, brought: Mapping[int, list[str]], *, keep: bool) -> Dataflow:
    """Put the named imports in the place of the stars; these stay where a name is unexplained."""
    nodes = tuple(
        (
            _named(node, brought[node.statement.index], keep=keep)
            if node.statement.index in brought
            else node
        )
        for node in flow.nodes
    )
    imports = dict(flow.imports)
    for index, names in brought.items():
        imports |= {name: f"{_module(flow.nodes[index])}.{name}" for name in names}
    program = replace(flow.program, statements=tuple(node.statement for node in nodes))
    functions = tuple(replace(own, reads=own.reads - imports.keys()) for own in flow.functions)
    return replace(flow, nodes=nodes, program=program, imports=imports, functions=functions)


def _named(node: Node, names: list[str], *, keep: bool) -> Node:
    if keep or not names:
        return node
    source = f"from {_module(node)} import {', '.join(names)}"
    statement = replace(node.statement, source=source, node=ast.parse(source).body[0])
    return replace(node, statement=statement, defines=frozenset(names))
