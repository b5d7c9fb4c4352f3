"""`mlship serve`: a project's model over HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder, Python


def serve(
    folder: Folder = Path(),
    host: Annotated[str | None, typer.Option(help="Address. [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port. [default: $PORT, else 8080]")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes. [default: 1]")] = None,
    reload: Annotated[bool, typer.Option("--reload", help="Restart on changes.")] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Serve a project's model over HTTP."""
    from mlship.running import open_project
    from mlship.serving import ServeOptions, serve_project

    project = open_project(folder, python)
    options = ServeOptions(host=host, port=port, workers=workers, reload=reload)
    Console(as_json=as_json).answer({"exit_code": 0, "package": project.package})
    serve_project(project, options)
