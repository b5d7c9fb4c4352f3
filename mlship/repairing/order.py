"""Cells that use names which only later cells define → an order in which they are defined.

The rule that definitions come before uses is what Osiris (Wang et al., ASE 2020) restores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.notebook import Notebook
from mlship.ir.repair import Repair

RULE = "cell-order"
# Names of the world that no cell has to define.
WORLD = frozenset({"figure", "options", "warnings", "cwd", "environ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellNames:
    """CellNames = cell, names it needs from before, names it defines, whether it only defines."""

    cell: int
    needs: frozenset[str]
    defines: frozenset[str]
    only_defines: bool


def mend_order(flow: Dataflow) -> list[Repair]:
    """Move the cells that define a name to before the first cell that uses it."""
    order = _cells(flow)
    everywhere = frozenset(name for cell in order for name in cell.defines)
    repairs: list[Repair] = []
    known: frozenset[str] = frozenset()
    place = 0
    while place < len(order):
        moved = _fetch(order, place, known, everywhere)
        if moved is None:
            known |= order[place].defines
            place += 1
        else:
            repairs.append(_repair(order[moved], order[place], (order[place].needs - known)))
            order.insert(place, order.pop(moved))
    return repairs


def reorder(notebook: Notebook, repairs: Sequence[Repair]) -> Notebook:
    """Put the cells in their new order; each keeps its index."""
    cells = list(notebook.cells)
    for repair in repairs:
        if repair.moved_before is not None:
            at = next(i for i, c in enumerate(cells) if c.index == repair.cell)
            cell = cells.pop(at)
            to = next(i for i, c in enumerate(cells) if c.index == repair.moved_before)
            cells.insert(to, cell)
    return replace(notebook, cells=tuple(cells))


def _cells(flow: Dataflow) -> list[CellNames]:
    grouped: dict[int, list[Node]] = {}
    for node in flow.nodes:
        grouped.setdefault(node.statement.cell, []).append(node)
    return [_cell_names(cell, nodes) for cell, nodes in grouped.items()]


def _cell_names(cell: int, nodes: Sequence[Node]) -> CellNames:
    needs: set[str] = set()
    defines: set[str] = set()
    for node in nodes:
        needs |= {name for name in node.reads - WORLD if ":" not in name and name not in defines}
        defines |= {name for name in node.defines | node.may_define if ":" not in name} - WORLD
    return CellNames(
        cell=cell,
        needs=frozenset(needs),
        defines=frozenset(defines),
        only_defines=all(node.role in {"import", "define"} for node in nodes),
    )


def _fetch(
    order: Sequence[CellNames], place: int, known: frozenset[str], everywhere: frozenset[str]
) -> int | None:
    """Find the later cell that has to come first; None if none can."""
    waiting, seen = [place], {place}
    while waiting:
        lacking = (order[waiting.pop()].needs & everywhere) - known
        found = {_definer(order, place, name) for name in lacking} - seen - {None}
        for cell in sorted(each for each in found if each is not None):
            if not (order[cell].needs & everywhere) - known:
                return cell
            waiting.append(cell)
            seen.add(cell)
    return None


def _definer(order: Sequence[CellNames], place: int, name: str) -> int | None:
    later = range(place + 1, len(order))
    return next((n for n in later if name in order[n].defines), None)


def _repair(moved: CellNames, user: CellNames, names: frozenset[str]) -> Repair:
    shown = ", ".join(sorted(names & moved.defines))
    return Repair(
        rule=RULE,
        cell=moved.cell,
        line=1,
        before=f"cell {moved.cell} stands after cell {user.cell}",
        after=f"cell {moved.cell} stands before cell {user.cell}",
        reason=f"Cell {user.cell} uses {shown}, which cell {moved.cell} defines.",
        change="" if moved.only_defines else "What the moved cell computes may be different.",
        moved_before=user.cell,
    )
