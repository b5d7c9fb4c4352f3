"""A project's folder and options → this process, become its server."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mlship.ir.runnable import Runnable
from mlship.process import replace
from mlship.serving.project import require_packages, require_service


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """ServeOptions = address, port and processes (None: the project's own defaults), reload, JSON.

    `as_json` lets the server print one document once it listens, or why it does not.
    """

    host: str | None = None
    port: int | None = None
    workers: int | None = None
    reload: bool = False
    as_json: bool = False


def require_serving(project: Runnable) -> None:
    """Refuse what cannot be served.

    Raises:
        UsageError: there is no service.
        EnvironmentLacks: the interpreter lacks what it needs.
    """
    require_service(project)
    require_packages(project)


def serve_project(project: Runnable, options: ServeOptions) -> NoReturn:
    """Become ``python -m PACKAGE serve``: the server is ours to stop, and nobody stands between."""
    command: list[str | Path] = [project.python, "-m", project.package, "serve"]
    command += _arguments(options)
    replace(command, cwd=project.root, env=project.environment)


def _arguments(options: ServeOptions) -> list[str]:
    named = {"--host": options.host, "--port": options.port, "--workers": options.workers}
    given = [(name, str(value)) for name, value in named.items() if value is not None]
    return [
        *(word for pair in given for word in pair),
        *(["--reload"] if options.reload else []),
        *(["--json"] if options.as_json else []),
    ]
