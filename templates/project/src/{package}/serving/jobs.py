"""Jobs of one model → a batch: computed together, and where that fails, each alone."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .answers import Answers
from .schema import Row


class Model(Protocol):
    """What a job is computed by; jobs of one model are computed together."""

    def answer(self, rows: Sequence[Row]) -> Answers:
        """Answer each row."""

    def explain(self, rows: Sequence[Row], error: Exception) -> Exception:
        """Say which row could not be answered, and why."""


@dataclass(slots=True, eq=False)
class Job:
    """Job = rows of one request, the model that checked them, where the answers go, until when.

    After `overdue` it has waited for longer than it was let in for.
    """

    model: Model
    rows: Sequence[Row]
    future: asyncio.Future[Answers]
    overdue: float
    deadline: float


Outcome = Answers | Exception


@dataclass(slots=True)
class Batch:
    """Batch = jobs that are computed together, their rows; then the outcomes, and the seconds."""

    jobs: list[Job]
    rows: int
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0

    def compute(self) -> None:
        """Ask the model, in the thread that may wait."""
        started = time.perf_counter()
        self.outcomes = _compute(self.jobs)
        self.seconds = time.perf_counter() - started


def _compute(jobs: list[Job]) -> list[Outcome]:
    """Compute jobs together; if that fails, each alone, so that only the culprit fails."""
    rows = [row for job in jobs for row in job.rows]
    try:
        answers = jobs[0].model.answer(rows)
    except Exception as error:
        if len(jobs) > 1:
            return [_compute([job])[0] for job in jobs]
        return [jobs[0].model.explain(rows, error)]
    outcomes: list[Outcome] = []
    start = 0
    for job in jobs:
        outcomes.append(answers.part(start, start + len(job.rows)))
        start += len(job.rows)
    return outcomes
