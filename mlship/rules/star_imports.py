"""Imports → those that bring names nobody can see."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class StarImport(Rule):
    """Names from nowhere."""

    code = "MS403"
    name = "star-import"
    severity = "warning"
    what = "A module's names are imported with a star."
    why = (
        "Nobody sees where a name comes from, and a new version of the module may replace a name "
        "of yours. What follows is understood less well, and converted more carefully."
    )
    remedy = "Import the names that you use."
    example = """
        from sklearn.metrics import *
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each star import."""
        for node, tree in subject.find_all(ast.ImportFrom):
            if tree.names[0].name == "*":
                yield self.at(node, f"Which names come from `{tree.module}` cannot be seen.", tree)
