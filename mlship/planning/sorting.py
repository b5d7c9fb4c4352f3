"""Dataflow → which statements make the pipeline, which only look, which fall away, and why."""

import ast
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.failing import find_failing
from mlship.ir.trees import walk
from mlship.planning.checks import is_check
from mlship.planning.cutting import HARD_LINES
from mlship.planning.figures import FIGURE, draws
from mlship.planning.lengths import count_lines

TRAINING = frozenset({"train", "tune"})
BLOCK_LINES = 25
RESULTS = frozenset({"train", "tune", "evaluate", "export"})
LITERAL = (
    ast.Constant, ast.BinOp, ast.UnaryOp, ast.JoinedStr, ast.operator, ast.unaryop, ast.Tuple,
    ast.expr_context,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Sorted = indexes kept for the pipeline, indexes of looks, index → reason for the dropped."""

    kept: tuple[int, ...]
    looks: tuple[int, ...]
    dropped: Mapping[int, str]
    trains: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Graph = what needs what; a figure is needed by those alone that draw on it."""

    flow: Dataflow
    figures: Mapping[int, int]

    def closure(self, goals: Iterable[int]) -> frozenset[int]:
        """Return the goals and all that they need."""
        needed: set[int] = set()
        stack = list(goals)
        while stack:
            index = stack.pop()
            if index not in needed:
                needed.add(index)
                stack += [i for i in self.flow.nodes[index].depends if self.needs(index, i)]
        return frozenset(needed)

    def needs(self, index: int, earlier: int) -> bool:
        """Tell whether a dependence is more than that both draw figures."""
        if FIGURE not in self.flow.nodes[earlier].writes:
            return True
        same = self.figures.get(index, -1) == self.figures.get(earlier, -2)
        later, before = self.flow.nodes[index], self.flow.nodes[earlier]
        shared = (later.reads | later.mutates | later.may_define) & before.writes
        return same or shared != {FIGURE}


def sort_statements(
    flow: Dataflow,
    hoisted: frozenset[int],
    metrics: frozenset[int],
    spare: frozenset[int],
    figures: Mapping[int, int],
) -> Sorted:
    """Divide the statements.

    `hoisted` are definitions and constants that move elsewhere, `metrics` are the statements
    that show a metric, `spare` those that make folders which are made anyway.
    """
    graph = Graph(flow=flow, figures=figures)
    dropped = {n.statement.index: why for n in flow.nodes if (why := _why_dropped(n, hoisted))}
    dropped |= dict.fromkeys(spare - metrics, "what writes a file makes its folder")
    wanted = graph.closure(metrics | _goals(graph))
    kept = _with_whole_figures(graph, wanted)
    kept = _with_checks(graph, kept)
    rest = [i for i in range(len(flow.nodes)) if i not in dropped]
    kept = _with_captions(graph, kept | _setup(graph), rest)
    kept = _with_what_looks_share(graph, kept, frozenset(rest))
    dropped |= dict.fromkeys(_unused(graph, kept, rest), "nothing uses what it makes")
    rest = [i for i in rest if i not in dropped]
    return Sorted(
        kept=tuple(i for i in rest if i in kept),
        looks=tuple(i for i in rest if i not in kept),
        dropped=dropped,
        trains=any(node.role in TRAINING for node in flow.nodes),
    )


def prints(node: Node) -> bool:
    """Tell whether the statement shows something to a person."""
    return node.statement.shown or any(call.fact and call.fact.shows for call in node.calls)


def is_caption(node: Node) -> bool:
    """Tell whether a statement prints mere text."""
    match node.statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return all(_is_mere_text(argument) for argument in args)
    return False


def _is_mere_text(node: ast.expr) -> bool:
    """Tell whether an expression is made of literals alone: ``"=" * 50``."""
    return all(isinstance(each, LITERAL) for each in walk(node))


def _why_dropped(node: Node, hoisted: frozenset[int]) -> str:
    """Say why a statement is in no stage; "" if it belongs to one."""
    tree = node.statement.node
    if isinstance(tree, ast.Import | ast.ImportFrom) or is_import_block(tree):
        return "imports stand at the top of the modules that need them"
    if node.statement.index in hoisted:
        return "defined in a module of its own"
    match tree:
        case ast.Pass() | ast.Global() | ast.Expr(value=ast.Constant()):
            return "has no effect"
        case ast.Delete(targets=targets) if all(isinstance(t, ast.Name) for t in targets):
            return "names end with their stage"
        case ast.If() if _never_runs(tree):
            return "never runs"
    return _why_noise(node)


def _never_runs(tree: ast.If) -> bool:
    return isinstance(tree.test, ast.Constant) and not tree.test.value and not tree.orelse


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


def _goals(graph: Graph) -> set[int]:
    """Return the statements whose results the notebook is for."""
    nodes = graph.flow.nodes
    barriers = {n.statement.index for n in nodes if n.barrier}
    models = _about_models(nodes)
    if not models:
        does = {n.statement.index for n in nodes if n.role != "look"}
        return barriers | (does - find_failing(graph.flow.program))
    results = {n.statement.index for n in nodes if _is_result(n)}
    after = _downstream(graph, models)
    shown = {i for i in after if prints(nodes[i]) or draws(nodes[i])}
    return barriers | results | shown


def _about_models(nodes: Sequence[Node]) -> set[int]:
    """Return the statements that train, or else those that score: a cross validation does both."""
    trained = {n.statement.index for n in nodes if n.role in TRAINING}
    return trained or {n.statement.index for n in nodes if n.role == "evaluate"}


def _is_result(node: Node) -> bool:
    written = any(name.startswith("file:") for name in node.writes)
    does = bool(node.statement.magic) and (node.role != "look" or bool(node.writes))
    acts = isinstance(node.statement.node, ast.Expr) and not node.role
    gives = node.role in RESULTS and not (node.role == "evaluate" and _only_makes(node))
    return gives or does or acts or written


def _downstream(graph: Graph, sources: set[int]) -> set[int]:
    """Return the statements that depend on one of `sources`, directly or not."""
    found = set(sources)
    for index, node in enumerate(graph.flow.nodes):
        if any(i in found and graph.needs(index, i) for i in node.depends):
            found.add(index)
    return found


def _with_whole_figures(graph: Graph, kept: frozenset[int]) -> frozenset[int]:
    """Keep a figure whole: all that draws on it."""
    wanted = {graph.figures[i] for i in kept if i in graph.figures}
    companions = {index for index, first in graph.figures.items() if first in wanted}
    return graph.closure(kept | companions)


def _with_checks(graph: Graph, kept: frozenset[int]) -> frozenset[int]:
    """Keep what checks results, but not what checks something that is only looked at."""
    nodes = graph.flow.nodes
    checks = [n.statement.index for n in nodes if is_check(n, graph.flow)]
    for check in checks:
        needed = graph.closure([check])
        if not any(prints(nodes[i]) or draws(nodes[i]) for i in needed - kept - {check}):
            kept |= needed
    return kept


def _setup(graph: Graph) -> frozenset[int]:
    """Return the statements that set options, which every later figure or number may show."""
    return graph.closure(n.statement.index for n in graph.flow.nodes if n.role == "setup")


def _with_captions(graph: Graph, kept: frozenset[int], rest: Sequence[int]) -> frozenset[int]:
    """Keep a print of mere text with what it announces, or else with what stands above it."""
    nodes = graph.flow.nodes
    texts = {i for i in rest if i not in kept and is_caption(nodes[i])}
    others = [i for i in rest if i not in texts]
    return kept | {i for i in texts if _announced(nodes, others, i) in kept}


def _announced(nodes: Sequence[Node], others: Sequence[int], index: int) -> int:
    """Return what stands below a caption, or above it in its cell; -1 if there is nothing."""
    place = bisect(others, index)
    beside = [*others[place : place + 1], *others[max(place - 1, 0) : place]]
    near = [i for i in beside if _same_cell(nodes, i, index)]
    return next(iter((*near, *beside)), -1)


def _same_cell(nodes: Sequence[Node], one: int, other: int) -> bool:
    return nodes[one].statement.cell == nodes[other].statement.cell


def _unused(graph: Graph, kept: frozenset[int], rest: Sequence[int]) -> set[int]:
    """Return the statements that only make what nobody looks at."""
    looks = [i for i in rest if i not in kept]
    needed = graph.closure(i for i in looks if not _only_makes(graph.flow.nodes[i]))
    return {i for i in looks if i not in needed}


def _only_makes(node: Node) -> bool:
    """Tell whether a statement has no effect but on the notebook's own variables."""
    tree = node.statement.node
    plain = isinstance(tree, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Delete)
    world = {name for name in node.writes if not name.isidentifier() and name != "rng:numpy"}
    return plain and not (node.barrier or world or draws(node) or prints(node))


def _with_what_looks_share(
    graph: Graph, kept: frozenset[int], alive: frozenset[int]
) -> frozenset[int]:
    """Move into the pipeline what a look leaves behind for a look elsewhere."""
    while True:
        shared = set(_shared_looks(graph, kept, alive))
        if not shared:
            return kept
        kept = _with_whole_figures(graph, kept | graph.closure(shared))


def _shared_looks(graph: Graph, kept: frozenset[int], alive: frozenset[int]) -> Iterable[int]:
    block = _blocks(graph, kept)
    for index in sorted(alive - kept):
        for earlier in graph.flow.nodes[index].depends:
            apart = earlier in block and block[earlier] != block.get(index)
            if apart and earlier in alive and earlier not in kept and graph.needs(index, earlier):
                yield earlier


def _blocks(graph: Graph, kept: frozenset[int]) -> dict[int, int]:
    """Number the runs of looks between kept statements; none is longer than a function may be."""
    blocks: dict[int, int] = {}
    number, lines, before = 0, 0, -1
    for node in graph.flow.nodes:
        index = node.statement.index
        if index in kept or _is_full(graph, lines, before, index):
            number, lines = number + 1, 0
        if index not in kept:
            blocks[index] = number
            lines += count_lines(node.statement)
            before = index
    return blocks


def _is_full(graph: Graph, lines: int, before: int, index: int) -> bool:
    """Tell whether a run of looks should end: with its cell, at last with its figure."""
    if lines <= BLOCK_LINES or graph.figures.get(before, -1) == graph.figures.get(index, -2):
        return False
    nodes = graph.flow.nodes
    new_cell = nodes[before].statement.cell != nodes[index].statement.cell
    return new_cell or lines > HARD_LINES - BLOCK_LINES // 2
