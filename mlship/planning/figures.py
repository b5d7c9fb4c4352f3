"""Dataflow → which statements draw on the same figure."""

from collections.abc import Sequence
from itertools import groupby

from mlship.ir.dataflow import Dataflow, Node

FIGURE = "figure"
SHOWS = frozenset({"matplotlib.pyplot.show", "pylab.show", "seaborn.mpl.pyplot.show"})


def draws(node: Node) -> bool:
    """Tell whether the statement draws on the current figure."""
    parts = (node.reads, node.defines, node.may_define, node.mutates)
    return any(FIGURE in part for part in parts)


def find_figures(flow: Dataflow) -> dict[int, int]:
    """Map each drawing statement to the first statement of its figure.

    A figure ends where it is shown, where the next one is begun, and with its cell.
    """
    drawing = [node for node in flow.nodes if draws(node)]
    found: dict[int, int] = {}
    for _, nodes in groupby(drawing, key=lambda node: node.statement.cell):
        found |= _in_cell(list(nodes))
    return found


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
