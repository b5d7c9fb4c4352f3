"""`mlship serve`: a project's model over HTTP."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.options import AsJson, Python
from mlship.errors import UsageError

if TYPE_CHECKING:
    from mlship.ir.runnable import Runnable


def serve(
    folder: Annotated[
        Path, typer.Argument(help="The project's folder, or the file of a fitted estimator.")
    ] = Path(),
    data: Annotated[
        Path | None, typer.Option(help="Sample of such an estimator's data.", dir_okay=False)
    ] = None,
    target: Annotated[str, typer.Option(help="Column of the sample that is predicted.")] = "",
    host: Annotated[str | None, typer.Option(help="Address. [default: 127.0.0.1]")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port. [default: $PORT, else 8080]", min=0, max=65535)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes. [default: 1]", min=1)] = None,
    reload: Annotated[bool, typer.Option("--reload", help="Restart on changes.")] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Serve a project's model over HTTP."""
    from mlship.serving import ServeOptions, require_serving, serve_project

    project = open_served(folder, data, target, python)
    options = ServeOptions(host=host, port=port, workers=workers, reload=reload, as_json=as_json)
    require_serving(project)
    # From here on this process is the server, which says itself whether it listens.
    serve_project(project, options)


def open_served(path: Path, data: Path | None, target: str, python: Path | None) -> "Runnable":
    """Open a project, or make one of an estimator's file."""
    from mlship.running import find_python, open_project
    from mlship.serving import BareModel, adopt

    if path.is_dir() or not path.exists():
        return open_project(path, python)
    if data is None:
        raise UsageError(
            "A bare model needs a sample of its data, to know what it takes.",
            hint=f"mlship serve {path} --data sample.csv",
        )
    from mlship.rendering import templates_dir

    bare = BareModel(model=path, sample=data, target=target)
    chosen = find_python(python) if python else Path(sys.executable)
    return adopt(bare, templates_dir(), chosen)
