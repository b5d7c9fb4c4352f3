"""A conversion that differs from its notebook → the boldest one that does not.

The first conversion leaves out of the pipeline what nothing seems to need. If it differs, the
notebook is run once more, to see what each of the statements that were left out does. The rungs
below are tried in turn: those that draw from a generator are kept; all are kept; every statement
and constant stays where it was; and each heading is one stage. Of the statements that had to be
kept, the fewest that are enough are looked for by halving.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mlship.cli.console import Console
from mlship.cli.conversions import Conversion, Job, convert_one
from mlship.cli.verifications import Request, observe_project, verify_project
from mlship.ir.report import Report, Restored
from mlship.learning import GENERATOR, learn
from mlship.running import open_project
from mlship.settings import Order
from mlship.verification import Subject, open_subject

BOLDEST, DRAWS, STATEMENTS = "boldest", "draws kept", "statements kept"
ORDER, HEADINGS, NONE = "order kept", "one stage a heading", "none is equal"
# Statements with these reasons do nothing that could be restored.
HARMLESS = ("imports stand", "defined in", "has no effect", "names end", "warnings are")
IN_ORDER: tuple[tuple[str, Order, str], ...] = (
    (ORDER, "kept", "Every statement and constant stays in its place; keeping some is not enough."),
    (HEADINGS, "headings", "Each heading is one stage; keeping the order is not enough."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Climber:
    """Climber = the job, how to verify what comes of it, the console, what was equal so far."""

    job: Job
    request: Request
    console: Console
    equal: dict[tuple[int, ...], Report] = field(default_factory=dict)

    def is_enough(self, keep: Sequence[int]) -> bool:
        """Tell whether the pipeline is equal once these statements are kept."""
        self.convert(keep)
        report = self._verify()
        if report.overall == "equal":
            self.equal[tuple(keep)] = report
        return report.overall == "equal"

    def in_order(self, order: Order) -> Report:
        """Convert again with the notebook's order kept, and verify that."""
        self.convert((), order)
        return self._verify()

    def convert(self, keep: Sequence[int] = (), order: Order = "free") -> Conversion:
        """Convert again with some statements kept, or all in order."""
        settings = replace(self.job.settings, keep=tuple(keep), order=order)
        return convert_one(
            replace(self.job, settings=settings, target=self.request.folder, force=True)
        )

    def _verify(self) -> Report:
        return verify_project(self.request, self.console)


def verify_down(job: Job, request: Request, console: Console) -> Report:
    """Verify what was converted, and step down until it is equal."""
    report = verify_project(request, console)
    return descend(Climber(job=job, request=request, console=console), report)


def descend(climber: Climber, report: Report) -> Report:
    """Step down until the pipeline equals its notebook; say which rung holds."""
    if report.overall != "different":
        return replace(report, rung=BOLDEST if report.overall == "equal" else "")
    found = _keep_statements(climber) or _keep_order(climber)
    if found is None:
        climber.convert()
        return replace(report, rung=NONE)
    return found


def _keep_statements(climber: Climber) -> Report | None:
    """Keep what was left out: what draws, or else everything; the fewest that are enough."""
    subject = _open(climber.request)
    candidates = _candidates(subject)
    if not candidates:
        return None
    effects = observe_project(climber.request, candidates, climber.console)
    drawing = [i for i in candidates if _drawn(effects.get(i, ()))]
    for rung, some in ((DRAWS, drawing), (STATEMENTS, candidates)):
        if some and climber.is_enough(some):
            keep = _halve(some, climber.is_enough)
            climber.convert(keep)
            return _report(climber, subject, rung, {i: effects.get(i, ()) for i in keep})
    return None


def _keep_order(climber: Climber) -> Report | None:
    for rung, order, note in IN_ORDER:
        report = climber.in_order(order)
        if report.overall == "equal":
            return replace(report, rung=rung, notes=(*report.notes, note))
    return None


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


def _report(
    climber: Climber, subject: Subject, rung: str, effects: Mapping[int, Sequence[str]]
) -> Report:
    """Say what had to be kept and why, and what that teaches of what it calls."""
    facts = learn(subject.notebook, climber.job.settings, effects)
    restored = tuple(_describe(subject, index, found) for index, found in effects.items())
    learned = tuple(dict.fromkeys(fact for fact in facts.values() if fact))
    report = climber.equal[tuple(effects)]
    return replace(report, rung=rung, restored=restored, learned=learned)


def _describe(subject: Subject, index: int, effects: Sequence[str]) -> Restored:
    statement = subject.statements[index]
    before = f"a look in {statement.function}" if statement.module else statement.reason
    why = "; it ".join(_why(effects)) or "does something that nobody saw"
    return Restored(cell=statement.cell, line=statement.line, before=before, why=f"it {why}")


def _why(effects: Sequence[str]) -> Iterator[str]:
    drawn, changed = _drawn(effects), [n for n in effects if not n.startswith(GENERATOR)]
    if drawn:
        yield f"draws from the generator of {' and '.join(drawn)}"
    if changed:
        yield f"changes {', '.join(changed)}"


def _drawn(effects: Sequence[str]) -> list[str]:
    return [name.removeprefix(GENERATOR) for name in effects if name.startswith(GENERATOR)]
