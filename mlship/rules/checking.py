"""A Dataflow and Knowledge come in → the Diagnostics of all rules go out, sorted."""

from collections.abc import Sequence

from mlship.ir.dataflow import Dataflow
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.plan import DataFile
from mlship.knowledge import Knowledge
from mlship.rules.registry import RULES
from mlship.rules.subject import make_subject


def check(
    flow: Dataflow, knowledge: Knowledge, *, data: Sequence[DataFile] = ()
) -> tuple[Diagnostic, ...]:
    """Apply every rule; `data` are the files that were looked for, as the plan knows them."""
    subject = make_subject(flow, knowledge, data)
    found = {diagnostic for rule in RULES for diagnostic in rule.find(subject)}
    return tuple(sorted(found))
