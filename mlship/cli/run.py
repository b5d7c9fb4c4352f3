"""`mlship run`: a project's pipeline."""

from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder, Python


def run(
    folder: Folder = Path(),
    stage: Annotated[str, typer.Option(help="Stop after this stage.")] = "",
    overrides: Annotated[
        list[str] | None, typer.Option("--set", help="Override a parameter: train.depth=3.")
    ] = None,
    params: Annotated[
        Path | None, typer.Option(help="Another params.yaml.", dir_okay=False, exists=True)
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Run every stage anew.")] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Run a project's pipeline."""
    from mlship.running import RunOptions, open_project, read_run, run_pipeline

    options = RunOptions(
        stage=stage, overrides=tuple(overrides or ()), params=params, cache=not no_cache
    )
    done = run_pipeline(open_project(folder, python), options, as_json=as_json)
    said = read_run(done) or {}
    error = {"error": said["error"]} if "error" in said else {}
    Console(as_json=as_json).answer({"exit_code": done.code, "run": said or None, **error})
    return done.code
