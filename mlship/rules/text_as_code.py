"""Calls → those that run text as code."""

from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class TextAsCode(Rule):
    """Nobody can read what runs."""

    code = "MS304"
    name = "text-as-code"
    severity = "warning"
    what = "`eval` or `exec` runs a text as Python."
    why = (
        "Whoever writes the text runs code on your machine; and since the text may read and set "
        "any variable, everything before it is kept, in order."
    )
    remedy = "Write the code out; for data in a text use `ast.literal_eval` or `json.loads`."
    example = """
        exec("model_" + name + " = LogisticRegression()")
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each call of eval and exec."""
        for node, call in subject.calls():
            if call.name in {"eval", "exec"}:
                yield self.at(node, f"`{call.name}` runs a text as code.", call.node)
