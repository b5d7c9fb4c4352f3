"""Saved execution counts → cells that were run in another order than they stand in."""

from collections.abc import Iterator
from itertools import pairwise

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Cell
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class OutOfOrder(Rule):
    """The saved outputs come from another order than that of the document."""

    code = "MS101"
    name = "out-of-order"
    severity = "warning"
    what = "The saved execution counts disagree with the order of the cells."
    why = (
        "The pipeline runs from top to bottom. What the notebook shows was computed in another "
        "order, so that its saved numbers need not come out again."
    )
    remedy = "Restart the kernel, run all cells, and save."
    example = """
        # In [7]
        df = pd.read_csv("churn.csv")
        # In [3]
        df = df.dropna()
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield one finding: at the first cell that was run before the one above it."""
        executed = [cell for cell in subject.flow.program.notebook.cells if cell.execution_count]
        backwards = [
            (above, cell) for above, cell in pairwise(executed) if _count(cell) < _count(above)
        ]
        for above, cell in backwards[:1]:
            more = f" (and {len(backwards) - 1} more like it)" if backwards[1:] else ""
            places = f"In [{_count(cell)}] stands below In [{_count(above)}]{more}"
            message = f"{places}: the saved outputs come from another order."
            yield self.at_line(cell.index, 0, message)


def _count(cell: Cell) -> int:
    return cell.execution_count or 0
