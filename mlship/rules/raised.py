"""Saved outputs → the statements that stopped with an exception."""

from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.failing import can_only_raise, error_line
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

MESSAGE_CHARS = 80


class Raised(Rule):
    """The saved run failed here."""

    code = "MS104"
    name = "raised"
    severity = "warning"
    what = "The saved output of a cell is a traceback, or a statement can only raise."
    why = "What failed in the notebook will probably fail in the pipeline too."
    remedy = "Correct the cell, or delete it, and run the notebook again."
    example = """
        df["tenure"].astype(int)  # ValueError: cannot convert NA to integer
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield one finding a cell, at the line that the traceback points to."""
        program = subject.flow.program
        failed = set[int]()
        for cell in program.notebook.cells:
            texts = (output.text for output in cell.outputs if output.kind == "error")
            for text in list(texts)[:1]:
                failed.add(cell.index)
                message = text.split("\n")[0][:MESSAGE_CHARS]
                where = error_line(cell)
                yield self.at_line(cell.index, where, f"The saved run stopped here: {message}")
        for node in subject.nodes:
            if can_only_raise(node.statement) and node.statement.cell not in failed:
                yield self.at(node, "This can only stop with an exception.")
