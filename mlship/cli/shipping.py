"""A shipment → its steps in order, until one is not good; those that were good stay good."""

import json
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path
from typing import Literal

import yaml

from mlship.cli.remembering import fingerprint, states
from mlship.cli.steps import STEPS, Done, Shipment, Skipped, Step
from mlship.errors import MlshipError
from mlship.writing import edited

State = Literal["done", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Outcome = step, how it ended, seconds, one line, exit code, what to do, what it gave."""

    step: str
    state: State
    seconds: float
    told: str
    code: int = 0
    hint: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def ship(shipment: Shipment, skip: Collection[str]) -> Iterator[Outcome]:
    """Take the steps in order, up to the first that fails.

    One that has changed the project sends those between it and the conversion round again.
    """
    position = 0
    while position < len(STEPS):
        outcome, changed = _take(shipment, STEPS[position], skip)
        yield outcome
        if outcome.code:
            return
        position = 1 if changed else position + 1


def _take(shipment: Shipment, step: Step, skip: Collection[str]) -> tuple[Outcome, bool]:
    if step.name in skip:
        shipment.record.forget(step.name)
        return _skipped(step, "left out, as asked", 0.0), False
    if _is_good(shipment, step):
        return _unchanged(step, shipment.record.steps[step.name]), False
    with suppress(FileNotFoundError, NotADirectoryError):
        shipment.record.log(step.name).unlink()
    started = time.monotonic()
    key = _key(shipment, step)
    done = _act(shipment, step)
    seconds = round(time.monotonic() - started, 1)
    if isinstance(done, Skipped):
        shipment.record.forget(step.name)
        return _skipped(step, done.reason, seconds), False
    if done.code:
        shipment.record.forget(step.name)
        return _failed(step, done, seconds), False
    key = _key(shipment, step) if done.changed else key
    shipment.record.remember(step.name, key, {"told": done.told, **done.given})
    return _done(step, done, seconds), done.changed


def _act(shipment: Shipment, step: Step) -> Done | Skipped:
    """Do it; what stops mlship stops the step, and later calls go on from here."""
    with shipment.console.busy(step.name):
        try:
            return step.act(shipment)
        except MlshipError as error:
            place = f"{error.location}: " if error.location else ""
            told = f"{place}{error.message}"
            return Done(code=error.exit_code, told=told, hint=error.hint)


def _unchanged(step: Step, known: Mapping[str, str]) -> Outcome:
    given = {name: value for name, value in known.items() if name not in {"key", "told"}}
    told = known.get("told", "")
    return Outcome(step=step.name, state="unchanged", seconds=0.0, told=told, given=given)


def _done(step: Step, done: Done, seconds: float) -> Outcome:
    return Outcome(step=step.name, state="done", seconds=seconds, told=done.told, given=done.given)


def _skipped(step: Step, reason: str, seconds: float) -> Outcome:
    return Outcome(step=step.name, state="skipped", seconds=seconds, told=reason)


def _failed(step: Step, done: Done, seconds: float) -> Outcome:
    return Outcome(
        step=step.name,
        state="failed",
        seconds=seconds,
        told=done.told,
        code=done.code,
        hint=done.hint,
    )


def _is_good(shipment: Shipment, step: Step) -> bool:
    record = shipment.record
    is_there = not step.leaves or (record.root / step.leaves).exists()
    if not is_there or not record.is_good(step.name, _key(shipment, step)):
        return False
    # Data that was missing may lie beside the notebook by now, unless somebody has said where.
    return not record.steps[step.name].get("missing") or bool(edited(record.root))


def _key(shipment: Shipment, step: Step) -> str:
    """Compute what a step depends on: the notebook, what it reads, what else was asked for."""
    job, request, root = shipment.job, shipment.request, shipment.record.root
    # With the notebook belong the modules beside it, which it may import.
    path = job.notebook.resolve()
    notebook = fingerprint(path.parent, [escape(path.name), "*.py"])
    if step.name == "convert":
        return fingerprint(root, (), notebook, job.settings)
    data = states(_data_files(root)) if step.data else []
    image = shipment.record.steps.get("build", {}).get("id", "") if step.name == "smoke" else ""
    asked = (str(request.python), request.network, shipment.engine)
    return fingerprint(root, step.reads, notebook, data, image, asked)


def _data_files(root: Path) -> Iterator[Path]:
    """Yield the data files that the project reads, where params.yaml has them now."""
    try:
        rows = json.loads((root / ".mlship/flow.json").read_bytes())["data"]
        paths = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))["data"]
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError):
        return
    read = (str(paths[row["name"]]) for row in rows if not row["written"] and row["name"] in paths)
    yield from (root / path for path in read)


def summarise(outcomes: Sequence[Outcome]) -> str:
    """Count how the steps ended."""
    latest: Mapping[str, Outcome] = {outcome.step: outcome for outcome in outcomes}
    states_of = [outcome.state for outcome in latest.values()]
    counts = ((states_of.count(state), state) for state in ("done", "unchanged", "skipped"))
    return ", ".join(f"{count} {state}" for count, state in counts if count)
