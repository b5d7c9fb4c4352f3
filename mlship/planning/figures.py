"""Dataflow → which statements draw on the same figure."""

import ast
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import find, names_in

FIGURE = "figure"
LIBRARIES = frozenset({"matplotlib", "pylab", "seaborn"})
# What people call figures and axes, and what methods that draw are called.
CANVAS = re.compile(r"(ax|axs|axes|fig|figure)\d*$")
PLOTS = re.compile(
    r"plot|draw|show|hist|fig|chart|scatter|pie|heat|image|curve|display", re.IGNORECASE
)
# What draws nothing: settings, and an empty figure.
OPENS = "matplotlib.pyplot.figure"
SETTINGS = frozenset(
    {
        f"{module}.{name}"
        for module in ("matplotlib", "matplotlib.pyplot", "pylab")
        for name in ("rc", "rcdefaults", "style.use", "ion", "ioff", "close", "switch_backend")
    }
)
SHOWS = frozenset({"matplotlib.pyplot.show", "pylab.show", "seaborn.mpl.pyplot.show"})


def draws(node: Node) -> bool:
    """Tell whether the statement draws on the current figure."""
    parts = (node.reads, node.defines, node.may_define, node.mutates)
    return any(FIGURE in part for part in parts)


def find_figures(flow: Dataflow) -> dict[int, int]:
    """Map each drawing statement to the first statement of its figure.

    A figure ends where it is shown, where the next one is begun, and with its cell. What calls
    something unknown might draw; it is taken to do so only where something in its cell says so.
    """
    drawing = [node for node in flow.nodes if draws(node)]
    plotting = _own_that_plot(flow)
    found: dict[int, int] = {}
    for _, nodes in groupby(drawing, key=lambda node: node.statement.cell):
        cell = [node for node in nodes if not _only_calls(node, SETTINGS)]
        if any(_plots(n) or _speaks_of_plots(n.statement.node, flow, plotting) for n in cell):
            found |= _in_cell(cell)
    return found


def find_empty(flow: Dataflow, figures: Mapping[int, int]) -> frozenset[int]:
    """Return the statements that only open a figure on which nothing of their cell draws."""
    members = Counter(figures.values())
    return frozenset(
        index
        for index, first in figures.items()
        if members[first] == 1 and _only_calls(flow.nodes[index], {OPENS})
    )


def _only_calls(node: Node, names: Collection[str]) -> bool:
    """Tell whether a statement is nothing but a call of one of these."""
    tree = node.statement.node
    calls = [call for call in node.calls if isinstance(tree, ast.Expr) and call.node is tree.value]
    return any(call.name in names for call in calls)


def _plots(node: Node) -> bool:
    return any(call.fact is not None and call.fact.role == "plot" for call in node.calls)


def _own_that_plot(flow: Dataflow) -> frozenset[str]:
    """Return the notebook's own functions and classes that plot, or call one that does."""
    found: frozenset[str] = frozenset()
    trees = {own.name: flow.nodes[own.index].statement.node for own in flow.functions}
    while more := {n for n, tree in trees.items() if _speaks_of_plots(tree, flow, found)} - found:
        found |= more
    return found


def _speaks_of_plots(tree: ast.AST, flow: Dataflow, own: frozenset[str]) -> bool:
    names = names_in(tree)
    roots = {flow.imports[name].partition(".")[0] for name in names & flow.imports.keys()}
    known = bool(names & own or roots & LIBRARIES)
    return known or any(map(CANVAS.match, names)) or any(map(PLOTS.search, _attributes(tree)))


@lru_cache(maxsize=4096)
def _attributes(tree: ast.AST) -> frozenset[str]:
    return frozenset(node.attr for node in find(tree, ast.Attribute))


def _in_cell(nodes: Sequence[Node]) -> dict[int, int]:
    found: dict[int, int] = {}
    first = 0
    for position, node in enumerate(nodes):
        shown = position > 0 and _shows(nodes[position - 1])
        if (shown or _begins(node)) and not _is_used_later(nodes, first, position):
            first = position
        found[node.statement.index] = nodes[first].statement.index
    return found


def _shows(node: Node) -> bool:
    return any(call.name in SHOWS for call in node.calls)


def _begins(node: Node) -> bool:
    return FIGURE in node.defines and FIGURE not in node.reads


def _is_used_later(nodes: Sequence[Node], first: int, position: int) -> bool:
    """Tell whether somebody still draws on what the statements before `position` made."""
    made = {name for node in nodes[first:position] for name in node.defines} - {FIGURE}
    for node in nodes[position:]:
        if made & node.reads:
            return True
        made -= node.defines
    return False
