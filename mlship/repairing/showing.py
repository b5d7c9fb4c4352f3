"""Absent packages that only pictures and looks need → these are left out, the rest lives.

A package that draws a tree or a map of missing values stops a whole notebook where it is not
installed. What needs it is left out only if nothing else needs that in turn, and if it is no
step of the work itself (no loading, preparing, training, judging, saving).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Node, Role
from mlship.repairing.edits import Edit, span
from mlship.repairing.imports import loaded_in
from mlship.repairing.order import WORLD

# What such a statement may do; "" is a step that nobody knows: its results must go nowhere else.
SHOWS: frozenset[Role] = frozenset({"import", "look", "plot", "define", ""})
UNUSED = ("unused-import", "nothing uses")
LOST = "What it shows is left out; installing the package brings it back."
PICTURE = re.compile(r"\.(png|jpe?g|svg|pdf|gif|html?|dot)['\"]?$")


def leave_out(flow: Dataflow, package: str, imported: Node) -> list[Edit]:
    """Comment out an import and all that stands on it; [] where the work itself needs it.

    Args:
        flow: the notebook's statements.
        package: the package that is absent.
        imported: the statement that imports it.
    """
    earlier = flow.nodes[: imported.statement.index]
    leaning = list(_leaning_on(flow, imported))
    gone = [imported, *leaning]
    if not imported.writes or any(imported.writes & {*loaded_in(node)} for node in earlier):
        return []
    if not all(_only_shows(n) and _stands_alone(n, flow) for n in gone):
        return []
    rule, users = ("left-out", "only what is shown needs") if leaning else UNUSED
    why = f"{package} is not installed here, and {users} it."
    return [
        _comment_out(imported, rule, why),
        *(replace(_comment_out(node, rule, why), change=LOST) for node in leaning),
    ]


def _leaning_on(flow: Dataflow, imported: Node) -> Iterator[Node]:
    """Yield what uses the import's names, what uses that, and so on, in the notebook's order."""
    names = set(imported.writes) - WORLD
    leaning = {imported.statement.index}
    for node in flow.nodes[imported.statement.index + 1 :]:
        if names & {*loaded_in(node)} or (names & node.reads and leaning & node.depends):
            yield node
            leaning.add(node.statement.index)
            # Other pictures come after it on the same canvas, and need none of it.
            names |= node.writes - WORLD
        else:
            names -= node.defines


def _only_shows(node: Node) -> bool:
    files = {name for name in node.writes if name.startswith("file:")}
    return (
        node.role in SHOWS
        and not node.barrier
        and all(PICTURE.search(name) for name in files)
        and not any(name.startswith("rng:") for name in node.writes)
    )


def _stands_alone(node: Node, flow: Dataflow) -> bool:
    """Say whether its lines hold this statement only, so that they can be commented out."""
    first, last = _lines(node)
    others = (other for other in flow.nodes if other is not node)
    return not any(
        other.statement.cell == node.statement.cell
        and _lines(other)[0] <= last
        and first <= _lines(other)[1]
        for other in others
    )


def _lines(node: Node) -> tuple[int, int]:
    start, tree = node.statement.line, node.statement.node
    return start, start + (tree.end_lineno or tree.lineno) - tree.lineno


def _comment_out(node: Node, rule: str, why: str) -> Edit:
    statement, tree = node.statement, node.statement.node
    start, end = span(statement.source, tree)
    lines = statement.source[start:end].splitlines(keepends=True)
    text = "".join(f"# {line}" for line in lines)
    return Edit.of_node(statement, tree, text, rule=rule, why=why)
