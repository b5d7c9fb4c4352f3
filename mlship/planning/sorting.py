"""Dataflow → which statements make the pipeline, which only look, which fall away, and why."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow, Node

FIGURE = "figure"
TRAINING = frozenset({"train", "tune"})
RESULTS = frozenset({"train", "tune", "evaluate", "export"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Sorted = indexes kept for the pipeline, indexes of looks, index → reason for the dropped."""

    kept: tuple[int, ...]
    looks: tuple[int, ...]
    dropped: Mapping[int, str]
    trains: bool


def sort_statements(flow: Dataflow, hoisted: frozenset[int], metrics: frozenset[int]) -> Sorted:
    """Divide the statements.

    `hoisted` are definitions and constants that move elsewhere, `metrics` are the statements
    that show a metric.
    """
    dropped = {n.statement.index: why for n in flow.nodes if (why := _why_dropped(n, hoisted))}
    trains = any(node.role in TRAINING for node in flow.nodes)
    wanted = closure(flow, metrics | _goals(flow, trains=trains))
    kept = _with_whole_figures(flow, wanted)
    rest = [i for i in range(len(flow.nodes)) if i not in dropped]
    kept = _with_what_looks_share(flow, kept | _setup(flow), frozenset(rest))
    return Sorted(
        kept=tuple(i for i in rest if i in kept),
        looks=tuple(i for i in rest if i not in kept),
        dropped=dropped,
        trains=trains,
    )


def closure(flow: Dataflow, goals: Iterable[int]) -> frozenset[int]:
    """Return the goals and all that they need; figures end with their cell."""
    needed: set[int] = set()
    stack = list(goals)
    while stack:
        index = stack.pop()
        if index not in needed:
            needed.add(index)
            stack += [i for i in flow.nodes[index].depends if _needs(flow, index, i)]
    return frozenset(needed)


def prints(node: Node) -> bool:
    """Tell whether the statement shows something to a person."""
    return node.statement.shown or any(call.fact and call.fact.shows for call in node.calls)


def draws(node: Node) -> bool:
    """Tell whether the statement draws on the current figure."""
    return FIGURE in node.reads | node.writes


def _needs(flow: Dataflow, index: int, earlier: int) -> bool:
    later, before = flow.nodes[index], flow.nodes[earlier]
    if later.statement.cell == before.statement.cell:
        return True
    shared = (later.reads | later.mutates | later.may_define) & before.writes
    return shared != {FIGURE}


def _why_dropped(node: Node, hoisted: frozenset[int]) -> str:
    """Say why a statement is in no stage; "" if it belongs to one."""
    tree = node.statement.node
    if isinstance(tree, ast.Import | ast.ImportFrom) or is_import_block(tree):
        return "imports stand at the top of the modules that need them"
    if node.statement.index in hoisted:
        return "defined in a module of its own"
    if isinstance(tree, ast.Pass) or (
        isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant)
    ):
        return "has no effect"
    if isinstance(tree, ast.Delete) and all(isinstance(t, ast.Name) for t in tree.targets):
        return "names end with their stage"
    return _why_noise(node)


def _why_noise(node: Node) -> str:
    names = {call.name for call in node.calls}
    if names and names <= {"warnings.filterwarnings", "warnings.simplefilter"}:
        return "warnings are left to whoever runs the pipeline"
    if names and names <= {"gc.collect"}:
        return "has no effect on results"
    return ""


def is_import_block(tree: ast.stmt) -> bool:
    """Tell whether a ``try`` or ``if`` does nothing but import."""
    if not isinstance(tree, ast.Try):
        return False
    inner = [*tree.body, *(s for h in tree.handlers for s in h.body), *tree.orelse, *tree.finalbody]
    imports = [isinstance(s, ast.Import | ast.ImportFrom) for s in inner]
    harmless = [isinstance(s, ast.Pass | ast.Import | ast.ImportFrom) for s in inner]
    return any(imports) and all(harmless)


def _goals(flow: Dataflow, *, trains: bool) -> set[int]:
    """Return the statements whose results the notebook is for."""
    nodes = flow.nodes
    barriers = {n.statement.index for n in nodes if n.barrier}
    if not trains:
        return barriers | {n.statement.index for n in nodes if n.role != "look"}
    results = {n.statement.index for n in nodes if n.role in RESULTS or n.statement.magic}
    after = _downstream(flow, {n.statement.index for n in nodes if n.role in TRAINING})
    shown = {i for i in after if prints(nodes[i]) or draws(nodes[i])}
    return barriers | results | shown


def _downstream(flow: Dataflow, sources: set[int]) -> set[int]:
    """Return the statements that depend on one of `sources`, directly or not."""
    found = set(sources)
    for index, node in enumerate(flow.nodes):
        if any(i in found and _needs(flow, index, i) for i in node.depends):
            found.add(index)
    return found


def _with_whole_figures(flow: Dataflow, kept: frozenset[int]) -> frozenset[int]:
    """Keep a figure whole: all that draws on it in the same cell."""
    cells = {flow.nodes[i].statement.cell for i in kept if draws(flow.nodes[i])}
    companions = {n.statement.index for n in flow.nodes if draws(n) and n.statement.cell in cells}
    return closure(flow, kept | companions)


def _setup(flow: Dataflow) -> frozenset[int]:
    """Return the statements that set options, which every later figure or number may show."""
    return closure(flow, (n.statement.index for n in flow.nodes if n.role == "setup"))


def _with_what_looks_share(
    flow: Dataflow, kept: frozenset[int], alive: frozenset[int]
) -> frozenset[int]:
    """Move into the pipeline what a look leaves behind for a look elsewhere."""
    while True:
        shared = set(_shared_looks(flow, kept, alive))
        if not shared:
            return kept
        kept = _with_whole_figures(flow, kept | closure(flow, shared))


def _shared_looks(flow: Dataflow, kept: frozenset[int], alive: frozenset[int]) -> Iterable[int]:
    block = _blocks(flow, kept)
    for index in sorted(alive - kept):
        for earlier in flow.nodes[index].depends:
            apart = earlier in block and block[earlier] != block.get(index)
            if apart and earlier in alive and earlier not in kept and _needs(flow, index, earlier):
                yield earlier


def _blocks(flow: Dataflow, kept: frozenset[int]) -> dict[int, int]:
    """Number the runs of looks between kept statements."""
    blocks, number = {}, 0
    for index in range(len(flow.nodes)):
        if index in kept:
            number += 1
        else:
            blocks[index] = number
    return blocks
