"""A project's folder → the report of its verification, shown and written down."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mlship.cli.ageing import advise_repair
from mlship.cli.console import Console
from mlship.errors import EnvironmentLacks, NotebookError, UsageError
from mlship.ir.report import Compared, Report
from mlship.reader import read
from mlship.rendering import templates_dir
from mlship.running import open_project, require_packages
from mlship.verification import (
    PARTS,
    Options,
    Subject,
    observe,
    open_subject,
    verify,
    write_expected,
    write_page,
)

MOST_OUTDATED = 3
MEGABYTE = 2**20
# What runs say that look for an address where there is no network.
UNREACHABLE = re.compile(
    r"name resolution|Name or service not known|getaddrinfo|Network is unreachable"
    r"|ConnectionError|URLError|ConnectTimeout"
)
NETWORK = "--allow-network lets the notebook and the pipeline use the network"
CODES = {"equal": 0, "different": 1, "undecided": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Request = which project and notebook, which interpreter and limits, a page to write."""

    folder: Path
    notebook: Path | None = None
    python: Path | None = None
    timeout_s: float = 1800.0
    memory_mb: int = 0
    network: bool = False
    html: Path | None = None


def verify_project(request: Request, console: Console) -> Report:
    """Run the notebook and the pipeline, showing how far they are."""
    if request.html is not None and not request.html.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {request.html.parent} for the report.")
    subject = _subject(request)
    options = replace(_options(request), pictures=request.html is not None)
    with console.progress(*PARTS) as progress:
        report = _verify(subject, options, progress.show)
    if report.overall == "equal" and subject.seeded:
        write_expected(subject.root, report.metrics)
    if request.html is not None:
        write_page(report, templates_dir() / "report", request.html)
    return report


def _verify(
    subject: Subject, options: Options, show_step: Callable[[str, int, int, str], None]
) -> Report:
    """Verify; where the notebook does not run, say what would help."""
    try:
        return verify(subject, read(subject.notebook), options, show_step)
    except NotebookError as error:
        offline = not options.network and UNREACHABLE.search(str(error))
        helps = [NETWORK] if offline else _helps(subject)
        error.hint = error.hint or "; or ".join(helps)
        raise


def _helps(subject: Subject) -> Iterator[str]:
    """Yield what may bring a notebook to run: packages that are missing, then repair."""
    try:
        require_packages(open_project(subject.root, subject.python))
    except EnvironmentLacks as lacks:
        yield lacks.hint
    if repair := advise_repair(subject.notebook, subject.python):
        yield repair


def observe_project(
    request: Request, statements: Sequence[int], console: Console
) -> Mapping[int, tuple[str, ...]]:
    """Run the notebook to see what some of its statements change."""
    subject = _subject(request)
    with console.progress() as progress:
        return observe(
            subject, read(subject.notebook), _options(request), statements, progress.show
        )


def _subject(request: Request) -> Subject:
    project = open_project(request.folder, request.python)
    subject = open_subject(project.root, project.package, project.python, request.notebook)
    if not subject.notebook.exists():
        raise EnvironmentLacks(
            "The notebook is not where it was when it was converted.",
            hint="Say where it is with --notebook.",
            location=str(subject.notebook),
        )
    return subject


def _options(request: Request) -> Options:
    return Options(
        timeout_s=request.timeout_s,
        memory=request.memory_mb * MEGABYTE,
        network=request.network,
    )


def answer(report: Report, console: Console) -> int:
    """Show a report; return the exit code."""
    show(report, console)
    code = CODES[report.overall]
    console.answer({"exit_code": code, **as_document(report)})
    return code


def as_document(report: Report) -> dict[str, object]:
    """Render the report as JSON."""
    document = {"counts": report.counts, **asdict(replace(report, pictures=()))}
    del document["pictures"]
    return document


def show(report: Report, console: Console) -> None:
    """Show the first difference of each kind, the goals, the counts and the verdict."""
    columns = ["verdict", "what", "name", "cell", "generated", "in detail"]
    console.table("Values", columns, [_row(value) for value in _worth_showing(report.values)])
    console.say(", ".join(f"{count} {verdict}" for verdict, count in report.counts.items()))
    for note in report.notes:
        console.say(note)
    _show_outdated(report, console)
    if report.serving:
        console.say(f"serving: {report.serving}")
    for each in report.restored:
        place = f"cell {each.cell}, line {each.line} ({each.before})"
        console.say(f"kept in the pipeline: {place}: {each.why}")
    for fact in report.learned:
        console.say(f"for your knowledge file (--knowledge):\n\n{fact}\n")
    if report.stopped:
        console.say(f"the pipeline stopped: {report.stopped}")
    if report.rung:
        console.say(f"rung: {report.rung}")
    console.say(f"{report.overall}: {report.reason}")


def _show_outdated(report: Report, console: Console) -> None:
    """Show the first cells that no longer give what the notebook shows."""
    by_chance = "draws by chance, and otherwise than when it was saved"
    how = "no longer gives what it shows" if report.seeded else by_chance
    for aged in report.outdated[:MOST_OUTDATED]:
        told = f"cell {aged.cell}: {aged.today!r} where it shows {aged.saved!r}"
        console.say(f"the notebook today {how}: {told}")
    if len(report.outdated) > MOST_OUTDATED:
        console.say(f"… and {len(report.outdated) - MOST_OUTDATED} cells more (--json has all)")


def _worth_showing(values: Sequence[Compared]) -> Iterator[Compared]:
    """Choose the goals, and of what is not identical the first of each kind."""
    shown: set[tuple[str, str]] = set()
    for value in values:
        kind = value.kind, value.verdict
        if value.goal or (value.verdict != "identical" and kind not in shown):
            yield value
        shown.add(kind)


def _row(value: Compared) -> tuple[object, ...]:
    cell = value.cell if value.cell >= 0 else ""
    return value.verdict, value.kind, value.name, cell, value.place, value.detail
