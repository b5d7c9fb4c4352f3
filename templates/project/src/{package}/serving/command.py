"""python -m <package> serve | predict | models: arguments in, an exit code out."""

import argparse
import importlib
import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from .hooks import Service
from .listening import listen
from .postponing import postpone_plots
from .settings import Options, Settings, SettingsError, make_settings, project_folder
from .versions import VersionError, list_versions, read_current, rollback, use
from .workers import Supervisor, serve_here

PACKAGE = __name__.partition(".")[0]
FOUND = 1
USAGE = 2
LACKING = 4
INTERRUPTED = 130
# Arithmetic on few rows gains nothing from threads; workers do.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run_command(arguments: list[str]) -> int:
    """Answer a command line of `serve`, `predict` or `models`."""
    parsed = _parse(arguments)
    try:
        return int(parsed.run(parsed))
    except SettingsError as error:
        return _fail(str(error), USAGE, parsed)
    except (VersionError, OSError) as error:
        return _fail(_sentence(error), LACKING, parsed)
    except ModuleNotFoundError as error:
        hint = "Install what serving needs: python -m pip install '.[serve]'"
        return _fail(f"{error}. {hint}", LACKING, parsed)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE}")
    commands = parser.add_subparsers(required=True)
    _add_serve(commands.add_parser("serve", help="answer requests over HTTP"))
    _add_predict(commands.add_parser("predict", help="answer the records of a file"))
    _add_models(commands.add_parser("models", help="the versions of the model"))
    return parser.parse_args(arguments)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", help="address to listen on; default: 127.0.0.1")
    add("--port", type=int, help="default: $AIP_HTTP_PORT, else $PORT, else 8080")
    add("--workers", type=int, help="processes; default: 1")
    add("--artifacts", type=Path, help="folder of the model's versions")
    add("--reload", action="store_true", help="start anew when the source changes")
    add("--json", action="store_true", help="print one JSON document once it listens")
    parser.set_defaults(run=_serve)


def _add_predict(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--input", type=Path, required=True, help="raw records: .csv, .tsv, .parquet or .jsonl")
    add("--output", type=Path, required=True, help="where they go, with predictions")
    add("--rejected", type=Path, help="where records go that cannot be answered, as JSON lines")
    add("--force", action="store_true", help="replace the output if it exists")
    add("--artifacts", type=Path, help="folder of the model's versions")
    add("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=_predict)


def _add_models(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("action", nargs="?", choices=["list", "use", "rollback"], default="list")
    add("version", nargs="?", default="", help="which one to use")
    add("--artifacts", type=Path, help="folder of the model's versions")
    add("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=_models)


def _settings(parsed: argparse.Namespace) -> Settings:
    options = Options(
        host=getattr(parsed, "host", None),
        port=getattr(parsed, "port", None),
        workers=getattr(parsed, "workers", None),
        artifacts=parsed.artifacts,
        reload=getattr(parsed, "reload", False),
    )
    return make_settings(options, project_folder(__file__), os.environ)


def _serve(parsed: argparse.Namespace) -> int:
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end_at_once)
    settings = _settings(parsed)
    read_current(settings.artifacts)  # raises where nothing was trained, before anybody listens
    service = _load_service()
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    sys.stderr.write(f"starting on http://{settings.host}:{port}/docs\n")
    sys.stderr.flush()
    if parsed.json:
        document = {"exit_code": 0, "package": PACKAGE, "host": settings.host, "port": port}
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()
    if settings.is_supervised:
        return Supervisor(settings, service, listener).run()
    return serve_here(settings, service, listener)


def _end_at_once(_signum: int, _frame: FrameType | None) -> None:
    """End before the server has taken Ctrl-C over: an import may swallow what it would raise."""
    os._exit(INTERRUPTED)


def _predict(parsed: argparse.Namespace) -> int:
    if parsed.output.exists() and not parsed.force:
        return _fail(f"{parsed.output} exists: --force replaces it.", FOUND, parsed)
    settings = _settings(parsed)
    service = _load_service()
    runs = importlib.import_module(".prediction_run", __package__)
    try:
        paths = runs.Paths(parsed.input, parsed.output, parsed.rejected)
        done = runs.predict_file(paths, settings.artifacts, service, _tell_progress)
    except runs.TableError as error:
        return _fail(str(error), FOUND, parsed)
    finally:
        sys.stderr.write("\n" if sys.stderr.isatty() else "")
    if parsed.json:
        sys.stdout.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{done.records:,} records answered by {done.version}: {done.output}\n")
        if done.rejected:
            sys.stderr.write(f"{done.rejected:,} records get no answer: {parsed.rejected}\n")
    return 0


def _tell_progress(records: int) -> None:
    """Show how far it is, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{records:,} records")
        sys.stderr.flush()


def _load_service() -> Service:
    """Import the project's service.py, and pandas with it: its libraries look at these now."""
    postpone_plots()
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    service: Service = importlib.import_module(f"{PACKAGE}.service").service
    return service


def _models(parsed: argparse.Namespace) -> int:
    artifacts = _artifacts(parsed)
    if (parsed.action == "use") != bool(parsed.version):
        message = "`use` takes the name of a version; `list` and `rollback` take none."
        return _fail(message, USAGE, parsed)
    if parsed.action == "use":
        use(artifacts, parsed.version)
    elif parsed.action == "rollback":
        rollback(artifacts)
    versions = [asdict(version) for version in list_versions(artifacts)]
    if parsed.json:
        sys.stdout.write(json.dumps({"versions": versions}, ensure_ascii=False) + "\n")
        return 0
    for version in versions:
        mark = "*" if version["current"] else " "
        sys.stdout.write(f"{mark} {version['name']}  {version['trained']}\n")
    return 0


def _artifacts(parsed: argparse.Namespace) -> Path:
    given: Path | None = parsed.artifacts
    return given or project_folder(__file__) / "artifacts"


def _sentence(error: Exception) -> str:
    """Say what the system refused, and of which file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return str(error)


def _fail(message: str, code: int, parsed: argparse.Namespace) -> int:
    sys.stderr.write(f"{message}\n")
    if getattr(parsed, "json", False):
        document = {"exit_code": code, "error": {"message": message, "exit_code": code}}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    return code
