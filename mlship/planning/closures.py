"""Dataflow → the same, where a definition that stays in a stage reads what its body will need.

A function reads the notebook's variables where it is called. Inside of a stage function it
reads those of that function, so that they have to be there where it is defined, and to be the
same until it is called for the last time.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Function, Node


def capture(flow: Dataflow, hoisted: Iterable[str]) -> Dataflow:
    """Let each definition that does not move read the variables that its body reads."""
    moving = set(hoisted)
    staying = {f.index: f for f in flow.functions if f.name not in moving}
    if not any(f.reads | f.calls for f in staying.values()):
        return flow
    bindings = _bindings(flow)
    writers: dict[str, int] = {}
    nodes = []
    for node in flow.nodes:
        index = node.statement.index
        names = _settled(staying[index], flow, bindings) if index in staying else set()
        nodes.append(_reading(node, (names & writers.keys()) - moving, writers))
        writers |= dict.fromkeys(node.writes, index)
    return replace(flow, nodes=tuple(nodes))


def _bindings(flow: Dataflow) -> dict[str, list[int]]:
    """Return the statements that bind each name: what is captured must stay what it is."""
    found: dict[str, list[int]] = {}
    for node in flow.nodes:
        if not isinstance(node.statement.node, ast.Expr):
            for name in node.defines | node.may_define:
                found.setdefault(name, []).append(node.statement.index)
    return found


def _settled(function: Function, flow: Dataflow, bindings: Mapping[str, list[int]]) -> set[str]:
    """Return what a function reads that nothing binds anew before its last use."""
    start = function.index
    end = next((b for b in bindings.get(function.name, ()) if b > start), len(flow.nodes))
    users = (n.statement.index for n in flow.nodes[start + 1 : end] if function.name in n.reads)
    last = max(users, default=start)
    wanted = (function.reads | function.calls) - {function.name}
    return {n for n in wanted if not any(start < b <= last for b in bindings.get(n, ()))}


def _reading(node: Node, names: set[str], writers: dict[str, int]) -> Node:
    if not names:
        return node
    depends = node.depends | {writers[name] for name in names}
    return replace(node, reads=node.reads | names, depends=depends)
