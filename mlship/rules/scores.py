"""Dataflow → Scores: the calls that say how good a model is, and on which rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from mlship.ir.dataflow import Call, Node
from mlship.rules.parts import Held
from mlship.rules.subject import Subject

# They take the rows apart themselves.
CROSS_VALIDATION = ("cross_val", "cross_validate", "validation_curve", "learning_curve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Score = the statement, the call, the rows that it is given, whether it cross-validates."""

    node: Node
    call: Call
    held: Held
    cross: bool


def find_scores(subject: Subject) -> Iterator[Score]:
    """Yield the calls of metrics and reports on predictions, in document order."""
    for node, call in subject.calls():
        last = call.name.rpartition(".")[2]
        cross = last.startswith(CROSS_VALIDATION)
        if cross or (call.fact and call.fact.role == "evaluate"):
            yield Score(node=node, call=call, held=subject.parts.of_call(call.node), cross=cross)
