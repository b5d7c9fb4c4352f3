"""What a model answers → the bodies that clients get."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from .schema import Value

_encode = msgspec.json.Encoder().encode

# Row number → what there is to say about it.
Warnings = dict[int, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Answers:
    """One prediction a row; with probabilities, in the order of `labels`, where there are any."""

    predictions: Sequence[Value]
    probabilities: Sequence[Sequence[float]] | None = None
    labels: tuple[str, ...] = ()

    def part(self, start: int, stop: int) -> "Answers":
        """Cut out the answers to some of the rows."""
        if self.probabilities is None:
            return Answers(self.predictions[start:stop])
        return Answers(self.predictions[start:stop], self.probabilities[start:stop], self.labels)

    def followed_by(self, others: "Answers") -> "Answers":
        """Put the answers to the rows that come next below these."""
        predictions = [*self.predictions, *others.predictions]
        if self.probabilities is None or others.probabilities is None:
            return Answers(predictions)
        return Answers(predictions, [*self.probabilities, *others.probabilities], self.labels)


def encode_one(answers: Answers, warnings: Warnings, version: str, request_id: str) -> bytes:
    """Answer one record."""
    document = _describe(answers, 0, warnings)
    document["model_version"] = version
    document["request_id"] = request_id
    return _encode(document)


def encode_list(answers: Answers, warnings: Warnings, version: str, request_id: str) -> bytes:
    """Answer a list of records."""
    rows = range(len(answers.predictions))
    document = {
        "predictions": [_describe(answers, row, warnings) for row in rows],
        "model_version": version,
        "request_id": request_id,
    }
    return _encode(document)


def _describe(answers: Answers, row: int, warnings: Warnings) -> dict[str, Any]:
    document: dict[str, Any] = {"prediction": answers.predictions[row]}
    if answers.probabilities is not None:
        document["probabilities"] = dict(
            zip(answers.labels, answers.probabilities[row], strict=True)
        )
    if row in warnings:
        document["warnings"] = warnings[row]
    return document
