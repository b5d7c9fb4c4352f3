"""Dataflow → the same, where each statement reads and changes only what it can name.

What a statement may change through another name is the same object: it need not be given back
under every name. And a call that could not be followed may do anything, but only through what it
is given and what its function reads. A function that is a value holds what it captured where it
was defined, so that who calls it need not have that. ``exec`` and the like keep reading everything.
"""

import ast
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Function, Node
from mlship.ir.trees import find, names_in, walk
from mlship.planning.interfaces import is_variable

# They learn from rows, and give back others.
LEARNING = frozenset({"fit", "fit_transform", "fit_predict", "transform", "predict", "score"})
WORD = re.compile(r"\w+")
SEE_ALL = frozenset({"exec", "eval", "globals", "locals", "vars", "get_ipython"})


def narrow(flow: Dataflow, hoisted: Container[str]) -> Dataflow:
    """Return the flow as the signatures of stage functions need it.

    Args:
        flow: definitions that stay in a stage read what they capture.
        hoisted: own functions that move to a module, where calls give them what they read.
    """
    asking = {f.name: f if f.name in hoisted else _uncaptured(f, flow) for f in flow.functions}
    if not flow.program.modules and not any(map(_may_change, flow.functions)):
        flow = _with_data_left_alone(flow)
    reads = not _sees_all(flow)
    return replace(flow, nodes=tuple(_narrowed(n, asking, reads=reads) for n in flow.nodes))


def _uncaptured(function: Function, flow: Dataflow) -> Function:
    """Leave of what a function reads what it does not have already where it is defined."""
    reads = function.reads - flow.nodes[function.index].reads
    return replace(function, reads=reads, calls=frozenset())


def _may_change(function: Function) -> bool:
    """Tell whether an own function, or a method, may change in place what it is given."""
    return not function.mutates <= {"self"}


def _with_data_left_alone(flow: Dataflow) -> Dataflow:
    """Let estimators leave alone what they learn from, as their own functions do."""
    return replace(flow, nodes=tuple(map(_left_alone, flow.nodes)))


def _left_alone(node: Node) -> Node:
    tree = node.statement.node
    fits = [call for call in node.calls if call.name.rpartition(".")[2] in LEARNING]
    if not (fits and _only_names_results(tree)) or any(
        call.fact is None or call.fact.mutates for call in node.calls
    ):
        return node
    given = {name for call in fits for name in _given(call.node)}
    changed = {call.receiver for call in node.calls}
    return replace(node, mutates=node.mutates - (given - changed))


def _only_names_results(tree: ast.stmt) -> bool:
    """Tell whether a statement stores nothing in what is there already."""
    match tree:
        case ast.Expr():
            return True
        case ast.Assign(targets=targets):
            stored = (each for target in targets for each in walk(target))
            return not any(isinstance(each, ast.Subscript | ast.Attribute) for each in stored)
    return False


def _given(call: ast.Call) -> Iterator[str]:
    """Yield the variables that a call is given."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from (each.id for each in walk(argument) if isinstance(each, ast.Name))


def _sees_all(flow: Dataflow) -> bool:
    return any(not SEE_ALL.isdisjoint(names_in(node.statement.node)) for node in flow.nodes)


def _narrowed(node: Node, functions: Mapping[str, Function], *, reads: bool) -> Node:
    named = frozenset(_named(node, functions))
    seen = frozenset(n for n in node.reads if n in named or not _is_variable(n))
    mutates = node.mutates
    if node.barrier or len(mutates) > 1:
        mutates = frozenset(n for n in mutates if n in named or not _is_variable(n))
    seen = seen if reads else node.reads
    is_narrower = (mutates, seen) != (node.mutates, node.reads)
    return replace(node, mutates=mutates, reads=seen) if is_narrower else node


def _is_variable(name: str) -> bool:
    """Tell a variable from a name of the world: ``rng:numpy``, ``figure``."""
    return name.isidentifier() and is_variable(name)


def _named(node: Node, functions: Mapping[str, Function]) -> Iterator[str]:
    """Yield the names in a statement, and what the functions and classes among them read.

    Words of texts count: ``df.query("age > @limit")`` names a variable.
    """
    tree = node.statement.node
    stack = [n.id for n in find(tree, ast.Name)]
    texts = (n.value for n in find(tree, ast.Constant) if isinstance(n.value, str))
    stack += (word for text in texts for word in WORD.findall(text))
    seen: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            yield name
            if name in functions:
                stack += [*functions[name].calls, *functions[name].reads]
