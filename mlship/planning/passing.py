"""Dataflow → the same, where each statement reads and changes only what it can name.

What a statement may change through another name is the same object: it need not be given back
under every name. And a call that could not be followed may do anything, but only through what it
is given and what its function reads. ``exec`` and the like keep reading everything.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Function, Node
from mlship.ir.trees import walk

SEE_ALL = frozenset({"exec", "eval", "globals", "locals", "vars", "get_ipython"})


def narrow(flow: Dataflow) -> Dataflow:
    """Return the flow as the signatures of stage functions need it."""
    functions = {function.name: function for function in flow.functions}
    see_all = any(node.barrier for node in flow.nodes) and _sees_all(flow)
    return replace(flow, nodes=tuple(_narrowed(n, functions, see_all=see_all) for n in flow.nodes))


def _sees_all(flow: Dataflow) -> bool:
    return any(
        isinstance(tree, ast.Name) and tree.id in SEE_ALL
        for node in flow.nodes
        for tree in walk(node.statement.node)
    )


def _narrowed(node: Node, functions: Mapping[str, Function], *, see_all: bool) -> Node:
    if not (node.barrier or len(node.mutates) > 1):
        return node
    named = frozenset(_named(node, functions))
    mutates = frozenset(n for n in node.mutates if n in named or not n.isidentifier())
    if not node.barrier or see_all:
        return replace(node, mutates=mutates)
    reads = frozenset(n for n in node.reads if n in named or not n.isidentifier())
    return replace(node, mutates=mutates, reads=reads)


def _named(node: Node, functions: Mapping[str, Function]) -> Iterator[str]:
    """Yield the names in a statement, and what the functions and classes among them read."""
    stack = [n.id for n in walk(node.statement.node) if isinstance(n, ast.Name)]
    seen: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            yield name
            if name in functions:
                stack += [*functions[name].calls, *functions[name].reads]
