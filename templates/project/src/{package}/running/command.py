"""python -m <package> train: arguments in; artifacts, reports and an exit code out."""

import argparse
import contextlib
import importlib
import importlib.util
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from ..report import report
from ..runner import Runner, handling
from .artifacts import clear_leftovers, write_reports, write_version, write_whole
from .cache import Cache
from .configuration import ParameterError, to_values
from .failures import FAILED, WRONG_USAGE, Failure, explain
from .output import Tee
from .sagemaker import find_job
from .schedule import EXPLORE, PipelineStopped, list_stages, schedule_until
from .surroundings import describe_surroundings

PACKAGE = __name__.partition(".")[0]


@dataclass(frozen=True)
class Options:
    """Options = the command line's, parsed, and those of a training job."""

    params: Path
    overrides: dict[str, str]
    stage: str
    artifacts: Path
    reports: Path
    cached: bool
    json: bool
    failure: Path | None = None


def run_command(model: str = "", arguments: list[str] | None = None) -> int:
    """Answer a command line; `model` names the field of Results that is saved."""
    # Before anything imports pyplot: there is no screen to draw on.
    os.environ.setdefault("MPLBACKEND", "Agg")
    options = parse_options(arguments)
    try:
        document = train(options, model)
    except KeyboardInterrupt:
        return _fail(Failure("Interrupted.", 130), options)
    except Exception as error:
        if os.environ.get(f"{PACKAGE.upper()}_DEBUG"):
            raise
        return _fail(explain(error, options.params, options.overrides), options)
    _show(document, options)
    return _tell_of_looks(options)


def _tell_of_looks(options: Options) -> int:
    """Say which looks failed; the run itself, and the other looks, are done."""
    for error in report.failed.values():
        failure = explain(error, options.params, options.overrides)
        sys.stderr.write(f"A look failed, the others are done: {failure}\n")
    return FAILED if report.failed else 0


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line as a document, too, if one was asked for."""

    def error(self, message: str) -> NoReturn:
        """Refuse a command line."""
        if "--json" in sys.argv:
            document = {"exit_code": WRONG_USAGE, "error": asdict(Failure(message, WRONG_USAGE))}
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        super().error(message)


def parse_options(arguments: list[str] | None) -> Options:
    """Read the command line."""
    parser = Parser(prog=f"python -m {PACKAGE}")
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("train", help="run the pipeline").add_argument
    add("--params", type=Path, default=Path("params.yaml"), help="default: params.yaml")
    add("--set", action="append", default=[], metavar="SECTION.NAME=VALUE", dest="overrides")
    add("--stage", default="", help=f"run up to and including it; {EXPLORE}: run all, and look")
    add("--output", type=Path, help="folder for artifacts/ and reports/")
    add("--no-cache", action="store_true", help="compute every step anew")
    add("--json", action="store_true", help="print one JSON document")
    parsed = parser.parse_args(arguments)
    for override in parsed.overrides:
        if "=" not in override:
            parser.error(f"--set wants SECTION.NAME=VALUE, not {override}")
    output = parsed.output or parsed.params.parent
    options = Options(
        params=parsed.params,
        overrides=dict(override.split("=", 1) for override in parsed.overrides),
        stage=parsed.stage,
        artifacts=output / "artifacts",
        reports=output / "reports",
        cached=not parsed.no_cache,
        json=parsed.json,
    )
    return options if parsed.output else _as_job(options)


def _as_job(options: Options) -> Options:
    """Take over what Amazon SageMaker asks for, if this is a training job of its."""
    job = find_job(options.params)
    if job is None:
        return options
    return replace(
        options,
        overrides={**job.overrides, **options.overrides},
        artifacts=job.artifacts,
        reports=job.reports,
        cached=False,
        failure=job.failure,
    )


def is_served() -> bool:
    """Tell whether this project makes predictions of raw records."""
    return importlib.util.find_spec(f"{PACKAGE}.inference") is not None


def train(options: Options, model: str) -> dict[str, Any]:
    """Run the pipeline and write what it leaves; return what there is to say about it."""
    pipeline = importlib.import_module(f"{PACKAGE}.pipeline")
    _require_stage(options.stage, pipeline)
    params = importlib.import_module(f"{PACKAGE}.params").load_params(
        options.params, options.overrides
    )
    kept = options.params.parent / ".cache"
    clear_leftovers(options.reports.parent, options.artifacts, kept)
    report.clear()
    report.exploring = options.stage == EXPLORE
    report.forgiving = True
    cache = Cache(kept) if options.cached else None
    runner = Runner(cache, schedule_until(pipeline, options.stage))
    started, clock = datetime.now(UTC), time.perf_counter()
    results, output = _run(pipeline, params, runner, options)
    summary = {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 3),
        "stage": options.stage or None,
        "steps": [asdict(done) for done in runner.done],
        "overrides": options.overrides,
        **describe_surroundings(options.params.parent),
    }
    if results is None:
        return {**summary, "metrics": report.metrics()}
    documents = {
        "metrics.json": report.metrics(),
        "params.yaml": to_values(params),
        "run.json": summary,
    }
    fitted = getattr(results, model) if model else None
    if is_served():
        try:
            fitted = importlib.import_module(f"{PACKAGE}.inference").build(params, results)
            documents["schema.json"] = fitted.schema_
            if fitted.reason_:
                summary["serves_features"] = fitted.reason_
                sys.stderr.write(f"The model takes features, no raw records: {fitted.reason_}\n")
        except Exception as error:  # the pipeline itself is done: what it gave is kept
            summary["unserved"] = f"{type(error).__name__}: {error}"
            sys.stderr.write(f"The model takes no raw records: {summary['unserved']}\n")
    version = write_version(options.artifacts, fitted, documents)
    write_reports(options.reports, report.entries, output)
    return {**summary, "version": version, "metrics": report.metrics()}


def _require_stage(stage: str, pipeline: ModuleType) -> None:
    known = list(dict.fromkeys([*list_stages(pipeline), EXPLORE]))
    if stage and stage not in known:
        raise ParameterError(f"There is no stage {stage}; there are {', '.join(known)}.")


def _run(pipeline: ModuleType, params: Any, runner: Runner, options: Options) -> tuple[Any, str]:
    """Run, keeping what is printed; the results are None if a stage was to be the last."""
    tee = Tee(sys.stderr if options.json else sys.stdout)
    with contextlib.redirect_stdout(tee), handling(runner):
        try:
            results = pipeline.run(params)
        except PipelineStopped:
            results = None
    return results, tee.text()


def _show(document: dict[str, Any], options: Options) -> None:
    if options.json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    for name, value in document["metrics"].items():
        sys.stderr.write(f"{name}: {_shorten(value)}\n")
    if "version" in document:
        folder = options.artifacts / document["version"]
        sys.stderr.write(f"{folder} written in {document['seconds']:.1f} s\n")


def _shorten(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fail(failure: Failure, options: Options) -> int:
    if options.json:
        document = {"exit_code": failure.exit_code, "error": asdict(failure)}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{failure}\n")
    if options.failure:
        write_whole(options.failure, f"{failure}\n".encode())
    return failure.exit_code
