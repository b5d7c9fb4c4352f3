"""The steps from a notebook to a service: each takes a shipment, and says what came of it."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mlship.cli.advice import advise
from mlship.cli.ageing import advise_repair
from mlship.cli.console import Console
from mlship.cli.conversions import Job, convert_one
from mlship.cli.ladder import BOLDEST, verify_down
from mlship.cli.remembering import Record
from mlship.cli.verifications import CODES, Request, show, verify_project
from mlship.errors import MlshipError
from mlship.process import output_in
from mlship.running import (
    EXTRAS,
    ProjectFolder,
    RunOptions,
    lint_project,
    open_project,
    read_run,
    require_packages,
    run_pipeline,
    run_tests,
)
from mlship.writing import edited

if TYPE_CHECKING:
    from mlship.building import Engine
    from mlship.serving import Reply

MEGABYTE = 1_000_000
# What a container gets to answer what it has accepted.
GRACE_S = 20
METRICS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Shipment = what is converted and where to, how it is verified, which engine builds ("" any).

    `record` knows which steps were good before, `skip` are the steps that are left out.
    """

    job: Job
    request: Request
    record: Record
    console: Console
    engine: str = ""
    skip: tuple[str, ...] = ()

    @property
    def project(self) -> ProjectFolder:
        """The project, once it is there."""
        return open_project(self.request.folder, self.request.python)

    def aside(self, step: str) -> AbstractContextManager[None]:
        """Keep what a step says at length in its log."""
        return output_in(self.record.log(step))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Done = exit code, one line, what to do about it, what later steps need of it.

    `changed` says that the project is not what the steps before have seen.
    """

    code: int = 0
    told: str
    hint: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Skipped = why there was nothing to do."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Step = name, what it does, what in the project it depends on, what it leaves there.

    `data` says that it also depends on the data files.
    """

    name: str
    act: Callable[[Shipment], Done | Skipped]
    reads: tuple[str, ...] = ()
    leaves: str = ""
    data: bool = False


def _convert(shipment: Shipment) -> Done:
    done = convert_one(shipment.job)
    model = f", model {done.model}" if done.model else ", no model"
    told = f"{' → '.join(done.stages)}; {done.parameters} parameters{model}"
    findings = f", {len(done.diagnostics)} findings" if done.diagnostics else ""
    return Done(told=f"{told}{findings}", given={"missing": ", ".join(done.missing)})


def _lint(shipment: Shipment) -> Done:
    project = shipment.project
    done = lint_project(project.root)
    said = (done.out + done.err).strip()
    if done.code:
        shipment.console.say(said)
        return Done(code=done.code, told="what is above", hint=_again("lint", project))
    return Done(told=said.rpartition("\n")[2])


def _run(shipment: Shipment) -> Done:
    project = shipment.project
    _require_all(shipment)
    with shipment.aside("run"):
        done = run_pipeline(project, RunOptions(), as_json=True)
    document = read_run(done) or {}
    if done.code:
        repair = partial(advise_repair, shipment.job.notebook, project.python)
        advice = advise(document, _relative(project.root), repair)
        return Done(code=done.code, told=advice.told, hint=advice.hint)
    return Done(told=", ".join(_metrics_in(document)) or "it runs to its end")


def _require_all(shipment: Shipment) -> None:
    """Raise, before long work begins, if the interpreter lacks what a later step needs."""
    project, skip = shipment.project, shipment.skip
    is_served = (project.root / "src" / project.package / "service.py").exists()
    tests = [] if "test" in skip else EXTRAS["dev"]
    serving = EXTRAS["serve"] if is_served and "smoke" not in skip else []
    require_packages(project, *tests, *serving)


def _metrics_in(document: Mapping[str, object]) -> Iterator[str]:
    numbers = list(_numbers(document.get("metrics"), ""))
    yield from (f"{name} {value:.4g}" for name, value in numbers[:METRICS_SHOWN])
    if len(numbers) > METRICS_SHOWN:
        yield f"{len(numbers) - METRICS_SHOWN} more"


def _numbers(metrics: object, before: str) -> Iterator[tuple[str, float]]:
    """Yield the numbers, also those that stand together under one name: scores.accuracy."""
    for name, value in metrics.items() if isinstance(metrics, dict) else ():
        if isinstance(value, int | float):
            yield f"{before}{name}", value
        yield from _numbers(value, f"{before}{name}.")


def _verify(shipment: Shipment) -> Done:
    """Verify; a project that somebody has worked on is not converted again to make it equal."""
    request, console = shipment.request, shipment.console
    if edited(request.folder):
        report = verify_project(request, console)
    else:
        report = verify_down(shipment.job, request, console)
    code = CODES[report.overall]
    if code:
        show(report, console)
    rung = f" Rung: {report.rung}." if report.rung else ""
    return Done(
        code=code,
        told=f"{report.overall}: {report.reason}{rung}",
        hint=_again("verify", shipment.project),
        given={"rung": report.rung},
        changed=report.rung not in {"", BOLDEST},
    )


def _test(shipment: Shipment) -> Done:
    project = shipment.project
    with shipment.aside("test"):
        done = run_tests(project, keep_stdout=True)
    if done.code:
        shipment.console.say(done.out.rstrip())
    summary = done.out.strip().rpartition("\n")[2].strip("= ")
    return Done(code=done.code, told=summary, hint=_again("test", project))


def _build(shipment: Shipment) -> Done | Skipped:
    from mlship.building import BuildOptions, build_image, choose_engine, find_engines

    there, reasons = find_engines()
    if not there and not shipment.engine:
        return Skipped(reason=f"no engine ({'; '.join(reasons)})")
    engine = choose_engine(shipment.engine) if shipment.engine else there[0]
    project = shipment.project
    with shipment.aside("build"):
        built = build_image(project.root, project.package, engine, BuildOptions())
    image = built.image
    layers = f"{len(image.layers)} layers, {built.packages} packages"
    return Done(
        told=f"{image.tag} by {engine.name}: {image.bytes / MEGABYTE:.0f} MB, {layers}",
        given={"engine": engine.name, "image": image.tag, "id": image.id},
    )


def _smoke(shipment: Shipment) -> Done | Skipped:
    """Ask for one prediction: of the image, or, where none was built or runs here, the service."""
    from mlship.building import choose_engine
    from mlship.serving import try_service

    project = shipment.project
    if not answers_records(project):
        return Skipped(reason="there is no model that takes records: mlship inspect says why")
    built = shipment.record.steps.get("build", {})
    if built.get("image"):
        engine = choose_engine(built["engine"])
        if engine.can_run:
            return _answered(_try_image(engine, built["image"], project.package), "image")
    return _answered(try_service(project), "service")


def answers_records(project: "ProjectFolder") -> bool:
    """Tell whether a project has a service, and what it has trained has a schema of records."""
    artifacts = project.root / "artifacts"
    if not (project.root / "src" / project.package / "service.py").exists():
        return False
    try:
        version = (artifacts / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return True  # nothing is trained yet: the service says so
    return (artifacts / version / "schema.json").exists()


def _answered(reply: "Reply", what: str) -> Done:
    return Done(
        told=f"the {what} answers a record of the training data: {reply.text}",
        given={"record": json.dumps(reply.record), "answer": json.dumps(reply.answer)},
    )


def _try_image(engine: "Engine", tag: str, package: str) -> "Reply":
    """Start it as a platform would; its health check has to pass, and it has to end in order."""
    from mlship.building import RunRequest
    from mlship.serving import find_free_port, try_port

    port = find_free_port()
    open_to_all = {"ALLOW_ANONYMOUS": "1", "DRAIN_SECONDS": "0"}
    container = engine.start(RunRequest(tag=tag, port=port, environment=open_to_all))
    try:
        reply = try_port(port, lambda: not engine.is_running(container))
        ill = engine.execute(container, "python", "-m", f"{package}.health")
    except MlshipError as error:
        error.hint = error.hint or engine.read_log(container)
        raise
    finally:
        code = engine.stop(container, GRACE_S)
    if ill or code:
        raise MlshipError(
            f"The container's health check gives {ill}, and it ends with {code}; both should be 0.",
            hint=f"{engine.name} run --read-only --tmpfs /tmp -e ALLOW_ANONYMOUS=1 {tag}",
            location=tag,
        )
    return reply


def _again(command: str, project: ProjectFolder) -> str:
    return f"mlship {command} {shlex.quote(_relative(project.root))}"


def _relative(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


CODE = ("src/**/*", "params.yaml")
IMAGE = (*CODE, "pyproject.toml", "constraints.txt", "Dockerfile", "artifacts/current")
STEPS = (
    Step(name="convert", act=_convert, leaves=".mlship/notebook.json"),
    Step(name="lint", act=_lint, reads=("src/**/*.py", "tests/**/*.py", "pyproject.toml")),
    Step(name="run", act=_run, reads=CODE, data=True, leaves="artifacts/current"),
    Step(name="verify", act=_verify, reads=CODE, data=True),
    Step(name="test", act=_test, reads=(*CODE, "tests/**/*", "pyproject.toml"), data=True),
    Step(name="build", act=_build, reads=IMAGE),
    Step(name="smoke", act=_smoke, reads=IMAGE),
)
