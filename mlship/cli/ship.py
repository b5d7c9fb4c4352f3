"""`mlship ship`: from a notebook to a service that answers, one line a step."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.ageing import repair_command
from mlship.cli.console import Console
from mlship.cli.failures import INTERRUPTED
from mlship.cli.options import (
    AllowNetwork,
    AsJson,
    Force,
    Knowledge,
    Model,
    Name,
    Notebook,
    Output,
    Python,
    Sample,
    Templates,
    Timeout,
)
from mlship.errors import UsageError
from mlship.ir.notebook import copy_of

if TYPE_CHECKING:
    from mlship.cli.shipping import Outcome
    from mlship.cli.steps import Shipment

# The end of what a step that failed has said at length.
LINES_SHOWN = 15


class StepName(StrEnum):
    """What can be left out."""

    LINT = "lint"
    RUN = "run"
    VERIFY = "verify"
    TEST = "test"
    BUILD = "build"
    SMOKE = "smoke"


STEP_NAMES = ", ".join(StepName)


class Builder(StrEnum):
    """What builds the image."""

    DOCKER = "docker"
    PODMAN = "podman"
    BUILDAH = "buildah"


def ship(
    notebook: Notebook,
    output: Output = None,
    name: Name = "",
    model: Model = "",
    templates: Templates = None,
    knowledge: Knowledge = None,
    sample: Sample = 0,
    force: Force = False,
    engine: Annotated[
        Builder | None, typer.Option(help="What builds. [default: the first that works here]")
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option(metavar=STEP_NAMES, help="Leave a step out, or several: build,smoke."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Take every step, whatever was good before.")
    ] = False,
    timeout: Timeout = 1800,
    allow_network: AllowNetwork = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Convert, lint, run, verify, test, build and try a notebook's project; go on where it was."""
    from mlship.cli.conversions import Job, find_target
    from mlship.cli.remembering import read_record
    from mlship.cli.shipping import ship as take_steps
    from mlship.cli.steps import Shipment
    from mlship.cli.verifications import Request
    from mlship.settings import Settings

    left_out = tuple(step.value for step in _left_out(skip or ()))
    console = Console(as_json=as_json, brief=True)
    settings = Settings(
        name=name, model=model, templates=templates, knowledge=knowledge, sample=sample
    )
    job = Job(notebook=notebook, target=output, settings=settings, force=force)
    folder = find_target(job)
    shipment = Shipment(
        job=replace(job, target=folder),
        request=Request(folder=folder, python=python, timeout_s=timeout, network=allow_network),
        record=read_record(folder),
        console=console,
        engine=engine or "",
        skip=left_out,
    )
    if fresh:
        shipment.record.forget(*list(shipment.record.steps))
    outcomes = []
    try:
        for outcome in take_steps(shipment, shipment.skip):
            _show(outcome, console)
            outcomes.append(outcome)
    except KeyboardInterrupt:
        return _stop(shipment, outcomes)
    return _answer(shipment, outcomes)


def _left_out(texts: Sequence[str]) -> Iterator[StepName]:
    """Read the steps to leave out, in one word or several."""
    for name in (name.strip() for text in texts for name in text.split(",")):
        try:
            yield StepName(name)
        except ValueError:
            raise UsageError(
                f"There is no step {name!r} to leave out.", hint=f"There are {STEP_NAMES}."
            ) from None


def _show(outcome: "Outcome", console: Console) -> None:
    took = f"{outcome.seconds:6.1f} s" if outcome.seconds else " " * 8
    console.say(f"{outcome.step:<8} {outcome.state:<10} {took}  {outcome.told}")


def _answer(shipment: "Shipment", outcomes: "Sequence[Outcome]") -> int:
    from mlship.cli.shipping import summarise
    from mlship.cli.steps import answers_records

    console, folder = shipment.console, shlex.quote(str(shipment.request.folder))
    last = outcomes[-1]
    if last.code:
        _explain(last, shipment)
    else:
        console.say(f"{folder}: {summarise(outcomes)}")
        is_served = answers_records(shipment.project)
        console.say(f"  next: {f'mlship serve {folder}' if is_served else f'{folder}/README.md'}")
    error = {"error": {"message": last.told, "hint": last.hint}} if last.code else {}
    console.answer({**_document(shipment, outcomes), "exit_code": last.code, **error})
    return last.code


def _stop(shipment: "Shipment", outcomes: "Sequence[Outcome]") -> int:
    """Say that somebody interrupted it, and what was done by then."""
    hint = "The same command again goes on from here."
    sys.stderr.write(f"mlship: Interrupted.\n  {hint}\n")
    error = {"message": "Interrupted.", "hint": hint}
    document = {**_document(shipment, outcomes), "exit_code": INTERRUPTED, "error": error}
    shipment.console.answer(document)
    return INTERRUPTED


def _document(shipment: "Shipment", outcomes: "Sequence[Outcome]") -> dict[str, object]:
    return {
        "exit_code": 0,
        "notebook": str(shipment.job.notebook),
        "target": str(shipment.record.root),
        "steps": [asdict(each) for each in outcomes],
    }


def _explain(failed: "Outcome", shipment: "Shipment") -> None:
    """Say what the step said at last, what to do, and how to go on."""
    log, console = shipment.record.log(failed.step), shipment.console
    if log.exists():
        lines = log.read_text(encoding="utf-8", errors="replace").rstrip().split("\n")
        console.say("\n".join(["", *lines[-LINES_SHOWN:], f"  all of it: {log}"]))
    if failed.hint:
        console.say(f"  next: {failed.hint}")
    console.say(f"  then {_next_command(shipment.job.notebook, failed.hint)}: it goes on from here")


def _next_command(notebook: Path, hint: str) -> str:
    """Say with which command it goes on: after a repair, with the copy."""
    if repair_command(notebook) in hint:
        return f"the same command with {copy_of(notebook).name}"
    return "the same command again"
