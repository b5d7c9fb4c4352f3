"""A notebook of the corpus and another converter → was it accepted, does it run, what it left."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from measuring.comparing import numbers_in, read_log
from measuring.manifest import Entry
from measuring.notebook_runs import Bench
from measuring.pipeline_runs import convert, read_metrics, train
from measuring.running import INSIDE, Ended, environment, observed_kernels, run

CONVERT_S, RUN_S = 300.0, 300.0
QUIET = {"PLOOMBER_STATS_ENABLED": "false", "DO_NOT_TRACK": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Attempt = how accepting and running ended (None: not reached), the numbers that it left."""

    accepted: Ended
    ran: Ended | None = None
    numbers: tuple[float, ...] = ()


Tool = Callable[[Bench, Entry, Path], Attempt]


def soorgeon(bench: Bench, entry: Entry, peers: Path, *, single_task: bool) -> Attempt:
    """Refactor with soorgeon; run with ploomber, each task in the notebook's own interpreter."""
    name = "soorgeon-single" if single_task else "soorgeon"
    notebook = bench.fresh_copy(entry, name)
    base = environment(peers, **QUIET)
    options = ["--single-task"] if single_task else []
    accepted = run(
        [peers.parent / "soorgeon", "refactor", *options, notebook.name],
        cwd=notebook.parent,
        env=base,
        timeout_s=CONVERT_S,
        log=bench.folder(entry) / f"{name}.convert.log",
    )
    if not accepted.ok:
        return Attempt(accepted=accepted)
    log = fresh_log(bench, entry, name)
    ran = run(
        [peers.parent / "ploomber", "build"],
        cwd=notebook.parent,
        env=base | kernel_of(bench, entry) | observed_kernels(bench.work, log),
        timeout_s=RUN_S,
        log=bench.folder(entry) / f"{name}.run.log",
    )
    return Attempt(accepted=accepted, ran=ran, numbers=logged(log))


def notebook_to_pipeline(bench: Bench, entry: Entry, peers: Path) -> Attempt:
    """Capture and scaffold with notebook-to-pipeline; run in the notebook's own interpreter."""
    notebook = bench.fresh_copy(entry, "nb2p")
    project = bench.folder(entry) / "nb2p-project"
    shutil.rmtree(project, ignore_errors=True)
    python = bench.python(entry)
    converted = run(
        [
            *(peers.parent / "nb2p", "pipeline", notebook.name),
            *("--repeat", "1", "--python", python, "--out", project),
        ],
        cwd=notebook.parent,
        env=environment(peers, **QUIET),
        timeout_s=CONVERT_S,
        log=bench.folder(entry) / "nb2p.convert.log",
    )
    package = next(project.glob("src/*/pipeline.py"), None)
    if package is None:
        return Attempt(accepted=failed(converted))
    log, result = fresh_log(bench, entry, "nb2p"), bench.folder(entry) / "nb2p.numbers.json"
    result.unlink(missing_ok=True)
    ran = run(
        [python, INSIDE / "call_run.py", package.parent.name, result],
        cwd=notebook.parent,
        env=environment(python, project / "src", INSIDE, OBSERVE_METRICS=str(log)),
        timeout_s=RUN_S,
        log=bench.folder(entry) / "nb2p.run.log",
    )
    left = json.loads(result.read_text()) if result.is_file() else {}
    numbers = (*numbers_in(left), *logged(log), *printed(ran))
    # Its own verdict is its exit code; writing a project is what counts as accepting here.
    return Attempt(accepted=passed(converted), ran=ran, numbers=numbers)


def mlship(bench: Bench, entry: Entry, _peers: Path) -> Attempt:
    """Convert with mlship and run; only what is in metrics.json counts."""
    project = bench.folder(entry) / "mlship"
    shutil.rmtree(project, ignore_errors=True)
    converted = convert(bench, entry, project)
    if not converted.ok:
        return Attempt(accepted=converted)
    ran = train(bench, entry, project, fresh_log(bench, entry, "mlship"))
    return Attempt(accepted=converted, ran=ran, numbers=tuple(numbers_in(read_metrics(project))))


def failed(ended: Ended) -> Ended:
    """Give an ending that is no success, whatever the exit code was."""
    return Ended(code=ended.code or 1, seconds=ended.seconds, tail=ended.tail)


def passed(ended: Ended) -> Ended:
    """Give an ending that is a success, whatever the exit code was."""
    return Ended(code=0, seconds=ended.seconds, tail=ended.tail)


def fresh_log(bench: Bench, entry: Entry, name: str) -> Path:
    """Give an empty place for a metrics log."""
    log = bench.folder(entry) / f"{name}.metrics.jsonl"
    log.unlink(missing_ok=True)
    return log


def logged(log: Path) -> tuple[float, ...]:
    """Give every number of a metrics log."""
    return tuple(value for noted in read_log(log) for value in noted.values)


def printed(ended: Ended) -> tuple[float, ...]:
    """Give every number with a decimal point in the end of what a run wrote."""
    return tuple(map(float, re.findall(r"-?\d+\.\d+(?:e-?\d+)?", ended.tail)))


def kernel_of(bench: Bench, entry: Entry) -> dict[str, str]:
    """Make a kernel of the notebook's own interpreter the one called python3."""
    share = bench.work / "kernels" / entry.environment
    folder = share / "kernels" / "python3"
    folder.mkdir(parents=True, exist_ok=True)
    start = [str(bench.python(entry)), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": start, "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    return {"JUPYTER_PATH": str(share), "PYTHONPATH": str(INSIDE)}


# What is compared, and the command that must be there for it.
TOOLS: Mapping[str, tuple[str, Tool]] = {
    "mlship": ("python", mlship),
    "soorgeon refactor": ("soorgeon", partial(soorgeon, single_task=False)),
    "soorgeon refactor --single-task": ("soorgeon", partial(soorgeon, single_task=True)),
    "notebook-to-pipeline": ("nb2p", notebook_to_pipeline),
}
