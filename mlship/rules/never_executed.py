"""Saved execution counts → cells without one among cells that have one."""

from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class NeverExecuted(Rule):
    """Code of which nobody knows whether it runs."""

    code = "MS103"
    name = "never-executed"
    severity = "warning"
    what = "A cell has no execution count, while cells below it have one."
    why = (
        "What the notebook shows was computed without this cell. The pipeline runs it, so that "
        "its numbers may differ, or it may fail."
    )
    remedy = "Run all cells and save; delete the cell if it is not meant to run."
    example = """
        # In [ ]
        df = df[df.age < 100]
        # In [4]
        df.describe()
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each such cell that has code."""
        program = subject.flow.program
        counts = [cell.index for cell in program.notebook.cells if cell.execution_count]
        with_code = {statement.cell for statement in program.statements}
        for cell in program.notebook.cells:
            was_run = cell.execution_count or cell.outputs
            if cell.index in with_code and not was_run and cell.index < max(counts, default=0):
                yield self.at_line(cell.index, 0, "This cell was never run, cells below it were.")
