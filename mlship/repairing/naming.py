"""Expressions ⇄ qualified names, by what the notebook imports."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow, Node

BUILTINS = frozenset(dir(builtins))
# How everybody calls these modules.
CUSTOMARY = {"numpy": "np", "pandas": "pd", "matplotlib.pyplot": "plt", "seaborn": "sns"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Reference = how a qualified name is written here, the import lines that this needs."""

    text: str
    imports: tuple[str, ...] = ()


def bound_names(flow: Dataflow) -> frozenset[str]:
    """Give every name that the notebook binds anywhere."""
    return frozenset(name for node in flow.nodes for name in node.defines | node.may_define)


FRAME = "pandas.DataFrame"


def known_types(flow: Dataflow) -> dict[str, str]:
    """Give the types of the variables that have the same one wherever it is known."""
    types: dict[str, set[str]] = {}
    for node in flow.nodes:
        for name, found in (*node.types.items(), *_without_columns(node).items()):
            types.setdefault(name, set()).add(found)
    return {name: next(iter(found)) for name, found in types.items() if len(found) == 1}


def _without_columns(node: Node) -> dict[str, str]:
    """Give the variable that a statement drops columns for: only frames have any."""
    match node.statement.node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Attribute(attr="drop"), keywords=keywords),
        ):
            given = {each.arg: each.value for each in keywords}
            axis = given.get("axis")
            along = isinstance(axis, ast.Constant) and axis.value in {1, "columns"}
            return {name: FRAME} if along or "columns" in given else {}
    return {}


def qualify(node: ast.expr, flow: Dataflow, bound: frozenset[str]) -> str:
    """Give the qualified name of a name or attribute chain that starts at an import."""
    match node:
        case ast.Name(id=name):
            unknown = name not in bound and name not in BUILTINS
            return flow.imports.get(name, f"builtins.{name}" if unknown else "")
        case ast.Attribute(value=value, attr=attr):
            owner = qualify(value, flow, bound)
            known = owner and not owner.startswith("builtins.")
            return f"{owner}.{attr}" if known else ""
    return ""


def used_names(node: Node, flow: Dataflow, bound: frozenset[str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield the expressions of a statement that have a qualified name, with it."""
    for inner in ast.walk(node.statement.node):
        if isinstance(inner, ast.Name | ast.Attribute) and isinstance(inner.ctx, ast.Load):
            name = qualify(inner, flow, bound)
            if name:
                yield inner, name


def refer(name: str, flow: Dataflow, bound: frozenset[str]) -> Reference:
    """Write a qualified name in the notebook's own words, with an import where it has none."""
    owner, _, last = name.rpartition(".")
    if owner in {"builtins", ""}:
        return Reference(text=last)
    written = _as_imported(name, flow)
    if written:
        return Reference(text=written)
    alias = CUSTOMARY.get(owner, "")
    if alias and alias not in bound:
        return Reference(text=f"{alias}.{last}", imports=(f"import {owner} as {alias}",))
    if last in bound:
        return Reference(text=name, imports=(f"import {owner}",))
    return Reference(text=last, imports=(f"from {owner} import {last}",))


def _as_imported(name: str, flow: Dataflow) -> str:
    """Give the shortest way to write it with the imports that are there."""
    ways = [
        alias + name.removeprefix(qualified)
        for alias, qualified in flow.imports.items()
        if name == qualified or name.startswith(f"{qualified}.")
    ]
    # A subpackage is not there because its parent is: only one step below an import is safe.
    near = [way for way in ways if way.count(".") <= 1]
    return min(near, key=lambda way: (way.count("."), len(way), way), default="")
