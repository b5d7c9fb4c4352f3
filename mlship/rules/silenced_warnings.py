"""Calls → those that silence every warning."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Call
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

FILTERS = frozenset({"warnings.filterwarnings", "warnings.simplefilter"})


class SilencedWarnings(Rule):
    """What the libraries have to say is not heard."""

    code = "MS404"
    name = "silenced-warnings"
    severity = "info"
    what = "All warnings are ignored."
    why = (
        "Among them are those that matter: a model that has not converged, a metric without "
        "samples, an interface that goes away with the next release. The project leaves them on."
    )
    remedy = "Ignore one warning by its category and message, where it is raised."
    example = """
        warnings.filterwarnings("ignore")
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each filter without a category or message."""
        for node, call in subject.calls():
            if call.name in FILTERS and _ignores_all(call):
                yield self.at(node, "All warnings are ignored from here on.", call.node)


def _ignores_all(call: Call) -> bool:
    given = [*call.node.args, *(each.value for each in call.node.keywords)]
    first = given[0] if given else None
    return len(given) == 1 and isinstance(first, ast.Constant) and first.value == "ignore"
