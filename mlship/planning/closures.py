"""Dataflow → the same, where a definition that stays in a stage reads what its body will need.

A function reads the notebook's variables where it is called. Inside of a stage function it
reads those of that function, so that they have to be there where it is defined.
"""

import ast
from collections.abc import Iterable
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Node


def capture(flow: Dataflow, hoisted: Iterable[str]) -> Dataflow:
    """Let each definition that does not move read the variables that its body reads."""
    moving = set(hoisted)
    wanted = {f.index: f.reads | f.calls for f in flow.functions if f.name not in moving}
    if not any(wanted.values()):
        return flow
    rebound = _last_bindings(flow)
    writers: dict[str, int] = {}
    nodes = []
    for node in flow.nodes:
        index = node.statement.index
        names = {n for n in wanted.get(index, ()) if n in writers and rebound[n] < index}
        nodes.append(_reading(node, names - moving, writers))
        writers |= dict.fromkeys(node.writes, index)
    return replace(flow, nodes=tuple(nodes))


def _last_bindings(flow: Dataflow) -> dict[str, int]:
    """Return the statement that binds each name last: what is captured must stay what it is."""
    found: dict[str, int] = {}
    for node in flow.nodes:
        bound = node.defines | node.may_define
        if not isinstance(node.statement.node, ast.Expr):
            found |= dict.fromkeys(bound, node.statement.index)
    return {name: found.get(name, -1) for node in flow.nodes for name in node.writes}


def _reading(node: Node, names: set[str], writers: dict[str, int]) -> Node:
    if not names:
        return node
    depends = node.depends | {writers[name] for name in names}
    return replace(node, reads=node.reads | names, depends=depends)
