"""Saved outputs → the statements that stopped with an exception."""

import re
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

ARROW = re.compile(r"^-+> (\d+)", re.MULTILINE)
MESSAGE_CHARS = 80


class Raised(Rule):
    """The saved run failed here."""

    code = "MS104"
    name = "raised"
    severity = "warning"
    what = "The saved output of a cell is a traceback."
    why = "What failed in the notebook will probably fail in the pipeline too."
    remedy = "Correct the cell, or delete it, and run the notebook again."
    example = """
        df["tenure"].astype(int)  # ValueError: cannot convert NA to integer
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield one finding a cell, at the line that the traceback points to."""
        for cell in subject.flow.program.notebook.cells:
            texts = (output.text for output in cell.outputs if output.kind == "error")
            for text in list(texts)[:1]:
                arrow = ARROW.search(text)
                last = cell.source.count("\n") + 1
                line = int(arrow[1]) if arrow and int(arrow[1]) <= last else 0
                message = text.split("\n")[0][:MESSAGE_CHARS]
                yield self.at_line(cell.index, line, f"The saved run stopped here: {message}")
