"""`mlship convert`: notebooks become projects."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.failures import Failure
from mlship.cli.options import (
    AllowNetwork,
    AsJson,
    Force,
    Html,
    Knowledge,
    Model,
    Name,
    Output,
    Python,
    Sample,
    Templates,
    Timeout,
)
from mlship.errors import UsageError

if TYPE_CHECKING:
    from mlship.cli.conversions import Conversion, Job, Outcome
    from mlship.cli.verifications import Request
    from mlship.settings import Settings


# A cell that does not parse is not in the project: say at once what to do.
BROKEN = "MS001"


class Service(StrEnum):
    """What answers requests."""

    MACHINERY = "machinery"
    FASTAPI = "fastapi"


def convert(
    notebooks: Annotated[
        list[Path], typer.Argument(help="Notebooks, or folders of them.", show_default=False)
    ],
    output: Output = None,
    name: Name = "",
    model: Model = "",
    force: Force = False,
    templates: Templates = None,
    knowledge: Knowledge = None,
    copy_data: Annotated[
        bool, typer.Option("--copy-data", help="Copy the data into the project.")
    ] = False,
    sample: Sample = 0,
    service: Annotated[
        Service, typer.Option(help="What answers requests: all we have, or one FastAPI file.")
    ] = Service.MACHINERY,
    jobs: Annotated[
        int,
        typer.Option(min=0, help="Notebooks at a time. [default: one a core]", show_default=False),
    ] = 0,
    verify: Annotated[
        bool, typer.Option("--verify", help="Then run both, and compare them value by value.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend the notebook first, in a copy; convert that.")
    ] = False,
    timeout: Timeout = 1800,
    allow_network: AllowNetwork = False,
    python: Python = None,
    html: Html = None,
    as_json: AsJson = False,
) -> int:
    """Turn notebooks into projects; runs none of their code unless it is to verify them."""
    from mlship.cli.conversions import convert_one, find_jobs
    from mlship.cli.verifications import Request
    from mlship.settings import Settings

    settings = Settings(
        service=service.value,
        name=name,
        model=model,
        templates=templates,
        knowledge=knowledge,
        copy_data=copy_data,
        sample=sample,
    )
    console = Console(as_json=as_json)
    if repair:
        notebooks = [_mended(each, python, settings, console) for each in notebooks]
    found = find_jobs(notebooks, output, settings, force=force)
    if len(found) == 1 and not notebooks[0].is_dir():
        done = convert_one(found[0])
        request = Request(
            folder=done.target,
            python=python,
            timeout_s=timeout,
            network=allow_network,
            html=html,
        )
        if verify:
            return _verify(found[0], done, console, request)
        return _show_one(done, console)
    if verify:
        raise UsageError("--verify is for one notebook.")
    return _convert_many(found, jobs or os.cpu_count() or 1, console)


def _mended(notebook: Path, python: Path | None, settings: "Settings", console: Console) -> Path:
    """Mend a notebook in a copy beside it; give the notebook itself if nothing was to mend."""
    from mlship.cli.repairs import Wish, mend, show
    from mlship.ir.notebook import copy_of

    if notebook.is_dir():
        raise UsageError("--repair is for notebooks, not for folders.", location=str(notebook))
    mended = mend(
        Wish(
            notebook=notebook,
            target=copy_of(notebook),
            python=python,
            force=True,
            settings=settings,
        )
    )
    show(mended, console)
    return mended.copy or notebook


def _show_one(done: "Conversion", console: Console) -> int:
    from mlship.cli.ageing import has_aged, repair_command

    _say(done, console)
    if Path.cwd().is_relative_to(done.target):
        console.say("  this folder was replaced: `cd .` takes your shell into the new one")
    if has_aged(done.diagnostics):
        console.say(f"  it has aged: {repair_command(done.notebook)}, or convert with --repair")
    if broken := _broken(done):
        console.say(f"  left out, as not valid Python: {broken}; mend it and convert again")
    console.say(f"  next: mlship run {shlex.quote(_relative(done.target))}")
    console.answer({"exit_code": 0, **asdict(done)})
    return 0


def _say(done: "Conversion", console: Console) -> None:
    model = f", model {done.model}" if done.model else ""
    console.say(f"{done.notebook} → {_relative(done.target)}")
    console.say(f"  stages {' → '.join(done.stages)}; {done.parameters} parameters{model}")
    for each in done.diagnostics:
        hint = f" {each.hint}" if each.code == BROKEN else ""
        console.say(f"  {each.code} {each.severity}: {each.message}{hint}")
    for path in done.missing:
        console.say(f"  not found here: {path} (say where in params.yaml; until then tests skip)")
    if done.untested:
        console.say(f"  {_untested(done.untested)}")
    for target in done.outdated:
        again = f"mlship add {target} {shlex.quote(_relative(done.target))}"
        console.say(f"  {target} names the package as it was called before: {again}")
    if done.backup:
        console.say(f"  what was there before: {_relative(done.backup)}")


def _broken(done: "Conversion") -> str:
    """Name the cells that are no Python, and so not in the project."""
    cells = dict.fromkeys(each.cell for each in done.diagnostics if each.code == BROKEN)
    return ", ".join(f"cell {cell}" for cell in cells)


def _untested(files: Sequence[str]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    ways = "--sample N copies rows of it for them, --copy-data all of it"
    return f"where {files[0]}{more} is not, as in CI, the tests that need it skip: {ways}"


def _verify(job: "Job", done: "Conversion", console: Console, request: "Request") -> int:
    from mlship.cli.ladder import verify_down
    from mlship.cli.verifications import CODES, as_document, show

    _say(done, console)
    report = verify_down(job, request, console)
    show(report, console)
    code = CODES[report.overall]
    console.answer({"exit_code": code, **asdict(done), "verification": as_document(report)})
    return code


def _convert_many(jobs: Sequence["Job"], workers: int, console: Console) -> int:
    from mlship.cli.conversions import convert_all

    title = f"Converting {len(jobs)} notebooks"
    outcomes = console.track(convert_all(jobs, workers), len(jobs), title)
    code = 1 if any(isinstance(outcome, Failure) for outcome in outcomes) else 0
    rows = [_row(job, outcome) for job, outcome in zip(jobs, outcomes, strict=True)]
    console.table("Conversions", ["notebook", "project", "result"], rows)
    failed = sum(isinstance(outcome, Failure) for outcome in outcomes)
    console.say(f"{len(outcomes) - failed} converted, {failed} failed")
    console.answer({"exit_code": code, "conversions": _documents(jobs, outcomes)})
    return code


def _row(job: "Job", outcome: "Outcome") -> tuple[str, str, str]:
    if isinstance(outcome, Failure):
        return str(job.notebook), "", f"failed ({outcome.code}): {outcome.message}"
    return str(job.notebook), _relative(outcome.target), " → ".join(outcome.stages)


def _documents(jobs: Sequence["Job"], outcomes: Sequence["Outcome"]) -> list[dict[str, object]]:
    return [
        (
            {"notebook": job.notebook, "exit_code": outcome.code, "error": asdict(outcome)}
            if isinstance(outcome, Failure)
            else {"exit_code": 0, **asdict(outcome)}
        )
        for job, outcome in zip(jobs, outcomes, strict=True)
    ]


def _relative(path: Path) -> str:
    """Show a path as a person here would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
