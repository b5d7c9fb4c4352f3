"""`mlship models`: the versions of a project's model, and which one answers."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Python
from mlship.errors import EnvironmentLacks


class Action(StrEnum):
    """What to do with the versions."""

    LIST = "list"
    USE = "use"
    ROLLBACK = "rollback"


def models(
    action: Annotated[Action, typer.Argument(help="List, use one, go back.")] = Action.LIST,
    version: Annotated[str, typer.Argument(help="The version to use.")] = "",
    folder: Annotated[Path, typer.Option("--project", help="The project's folder.")] = Path(),
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """List the versions of a project's model, or use another one."""
    from mlship.running import open_project
    from mlship.serving import change_version

    done = change_version(open_project(folder, python), action.value, version)
    if done.code:
        raise EnvironmentLacks(done.err.strip(), location=str(folder / "artifacts"))
    versions = json.loads(done.out)["versions"]
    console = Console(as_json=as_json)
    rows = [["*" if v["current"] else "", v["name"], v["trained"]] for v in versions]
    console.table("Versions", ["in use", "version", "trained"], rows)
    console.answer({"exit_code": 0, "versions": versions})
    return 0
