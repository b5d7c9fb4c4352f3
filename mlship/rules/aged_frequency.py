"""Calls → frequencies by names that pandas 3 no longer knows."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.knowledge.frequencies import find_frequencies
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class AgedFrequency(Rule):
    """It runs today, and not after the next update."""

    code = "MS408"
    name = "aged-frequency"
    severity = "warning"
    what = "A frequency has a name that pandas 3 no longer knows."
    why = (
        "pandas 2.2 warns of it, pandas 3 raises: the ends of months, quarters and years are `ME`,"
        " `QE`, `YE` now, and what is shorter than a day is written small."
    )
    remedy = "Write the new name, which pandas 2.2 knows too; `mlship repair` does it for pandas 3."
    example = """
        monthly = sales.resample("M").sum()
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each name."""
        for node, call in subject.find_all(ast.Call):
            for text, today in find_frequencies(call):
                yield self.at(node, f"{text.value!r} is called `{today}` in pandas 3.", text)
