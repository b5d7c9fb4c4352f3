"""A conversion that differs from its notebook → the boldest one that does not.

The first conversion leaves out of the pipeline what nothing seems to need. If it differs, every
such statement is kept; if that is equal, the fewest that make it so are looked for by halving.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlship.cli.console import Console
from mlship.cli.conversions import Conversion, Job, convert_one
from mlship.cli.verifications import Request, verify_project
from mlship.ir.report import Report, Restored
from mlship.running import open_project
from mlship.verification import Subject, open_subject

BOLDEST, RESTORED, NONE = "boldest", "statements restored", "none is equal"
# Statements with these reasons do nothing that could be restored.
HARMLESS = ("imports stand", "defined in", "has no effect", "names end", "warnings are")


@dataclass(frozen=True, slots=True, kw_only=True)
class Climber:
    """Climber = the job, how to verify what comes of it, the console."""

    job: Job
    request: Request
    console: Console

    def attempt(self, keep: Sequence[int]) -> Report:
        """Convert again with some statements kept, and verify that."""
        self.convert(keep)
        return verify_project(self.request, self.console)

    def convert(self, keep: Sequence[int]) -> Conversion:
        """Convert again with some statements kept."""
        settings = replace(self.job.settings, keep=tuple(keep))
        return convert_one(
            replace(self.job, settings=settings, target=self.request.folder, force=True)
        )


def descend(climber: Climber, report: Report) -> Report:
    """Step down until the pipeline equals its notebook; say which rung holds."""
    if report.overall != "different":
        return replace(report, rung=BOLDEST if report.overall == "equal" else "")
    subject = _open(climber.request)
    candidates = _candidates(subject)
    everything = climber.attempt(candidates) if candidates else report
    if everything.overall != "equal":
        climber.convert(())
        return replace(report, rung=NONE)
    equal = {tuple(candidates): everything}

    def is_enough(some: Sequence[int]) -> bool:
        found = climber.attempt(some)
        if found.overall == "equal":
            equal[tuple(some)] = found
        return found.overall == "equal"

    keep = _halve(candidates, is_enough)
    climber.convert(keep)
    restored = tuple(_describe(subject, index) for index in keep)
    return replace(equal[tuple(keep)], rung=RESTORED, restored=restored)


def _open(request: Request) -> Subject:
    project = open_project(Path(request.folder), request.python)
    return open_subject(project.root, project.package, project.python, request.notebook)


def _candidates(subject: Subject) -> list[int]:
    """List the statements that are not in the pipeline, though they may do something."""
    return [
        index
        for index, statement in enumerate(subject.statements)
        if statement.module in {"", "explore"} and not statement.reason.startswith(HARMLESS)
    ]


def _halve(needed: list[int], is_enough: Callable[[Sequence[int]], bool]) -> list[int]:
    """Find few of what is needed: as long as one half of it is enough, go on with that."""
    while len(needed) > 1:
        middle = len(needed) // 2
        halves = (needed[:middle], needed[middle:])
        smaller = next((half for half in halves if is_enough(half)), None)
        if smaller is None:
            return needed
        needed = smaller
    return needed


def _describe(subject: Subject, index: int) -> Restored:
    statement = subject.statements[index]
    before = f"a look in {statement.function}" if statement.module else statement.reason
    return Restored(cell=statement.cell, line=statement.line, before=before)
