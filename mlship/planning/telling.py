"""Dataflow → the same, with roles that the names of unknown functions tell."""

import ast
import builtins
import re
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from mlship.ir.dataflow import Call, Dataflow, Node, Role
from mlship.planning.rowsplits import chooses_rows, find_masks, splits_rows

OWN = "<notebook>."
# What the name of a function that nothing else is known of speaks for.
NAMES: Mapping[Role, re.Pattern[str]] = {
    "load": re.compile(r"^_?(read|loads?|fetch|download)(_|$)"),
    "split": re.compile(r"^_?(train_test_split|split)(_|$)|_split$"),
    "train": re.compile(r"^_?(train|fit)(_|$)"),
    "evaluate": re.compile(r"^_?(evaluate|score|validate|test_model|compute_metrics)(_|$)|_score$"),
    "clean": re.compile(r"^_?(clean|preprocess|impute|normali[sz]e)(_|$)"),
    "features": re.compile(r"^_?(encode|tokeni[sz]e|vectori[sz]e|extract|engineer|augment)(_|$)"),
    "plot": re.compile(r"^_?(plot|visuali[sz]e|draw)(_|$)"),
    "export": re.compile(r"^_?(save|export|write)(_|$)"),
}
SILENT = frozenset({"", "look"})
# Methods of Python's own types and modules mean what they mean: ``"a b".split()``.
PYTHON = frozenset({*dir(builtins), *sys.stdlib_module_names})


def with_told_roles(flow: Dataflow) -> Dataflow:
    """Give statements without a role the one that a function's name tells."""
    masks = find_masks(flow)
    nodes = tuple(_told(node, masks) for node in flow.nodes)
    return replace(flow, nodes=nodes)


def with_judgements(flow: Dataflow, telling: Collection[int]) -> Dataflow:
    """Take what tells a metric, and does nothing else, for an evaluation."""
    return replace(flow, nodes=tuple(_judged(n, telling) for n in flow.nodes))


def _judged(node: Node, telling: Collection[int]) -> Node:
    plain = isinstance(node.statement.node, ast.Expr) and node.role in SILENT
    return replace(node, role="evaluate") if plain and node.statement.index in telling else node


def _told(node: Node, masks: frozenset[str]) -> Node:
    if node.role in {"", "clean"} and splits_rows(node, masks):
        return replace(node, role="split")
    if node.role not in SILENT:
        return node
    if chooses_rows(node, masks):
        return replace(node, role="clean")
    role = _role_told_by_calls(node)
    return replace(node, role=role) if role else node


def _role_told_by_calls(node: Node) -> Role:
    """Return the role that a statement has for what it calls, "" if that says nothing."""
    tree = node.statement.node
    if isinstance(tree, ast.Assign | ast.Expr):
        unknown = filter(_is_unknown, node.calls)
        for role in chain.from_iterable(map(_roles_of, unknown)):
            return role
    return "load" if isinstance(tree, ast.Assign | ast.With) and _reads_file(node) else ""


def _reads_file(node: Node) -> bool:
    """Tell whether a statement takes its values from a file."""
    files = {name for name in node.reads if name.startswith("file:")}
    return bool(files) and not any(name.startswith("file:") for name in node.writes)


def _is_unknown(call: Call) -> bool:
    """Tell whether only the name speaks; methods of unknown objects may mean anything else."""
    if call.fact is not None and call.name.partition(".")[0] in PYTHON:
        return False
    plain = call.name.startswith((OWN, ".read_")) or not call.receiver
    return plain and (call.fact is None or not call.fact.role)


def _roles_of(call: Call) -> Iterable[Role]:
    tail = call.name.rsplit(".", 1)[-1]
    return (role for role, pattern in NAMES.items() if pattern.search(tail))
