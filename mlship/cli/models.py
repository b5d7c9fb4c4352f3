"""`mlship models`: the versions of a project's model, and which one answers."""

import json
import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Python
from mlship.errors import EnvironmentLacks, UsageError


class Action(StrEnum):
    """What to do with the versions."""

    LIST = "list"
    USE = "use"
    ROLLBACK = "rollback"


def models(
    action: Annotated[
        str, typer.Argument(help="list, use or rollback; or the project's folder.")
    ] = Action.LIST,
    version: Annotated[str, typer.Argument(help="The version to use.")] = "",
    folder: Annotated[Path, typer.Option("--project", help="The project's folder.")] = Path(),
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """List the versions of a project's model, or use another one."""
    from mlship.running import open_project
    from mlship.serving import change_version

    chosen, folder = _read(action, folder)
    _require_fitting(chosen, version)
    done = change_version(open_project(folder, python), chosen.value, version)
    if done.code:
        raise EnvironmentLacks(
            done.err.strip(),
            hint=f"mlship models --project {shlex.quote(str(folder))} lists what there is.",
            location=str(folder / "artifacts"),
        )
    versions = json.loads(done.out)["versions"]
    console = Console(as_json=as_json)
    rows = [["*" if v["current"] else "", v["name"], v["trained"]] for v in versions]
    console.table("Versions", ["in use", "version", "trained"], rows)
    if not versions:
        console.say(f"There is no version yet: mlship run {folder}")
    console.answer({"exit_code": 0, "versions": versions})
    return 0


def _read(action: str, folder: Path) -> tuple[Action, Path]:
    """Tell what to do from a folder whose versions are to be listed."""
    if action in set(Action):
        return Action(action), folder
    if Path(action).is_dir():
        return Action.LIST, Path(action)
    raise UsageError(
        f"{action} is neither a folder nor one of {', '.join(Action)}.",
        hint="mlship models DIR lists the versions of a project.",
    )


def _require_fitting(action: Action, version: str) -> None:
    """Refuse a version that would be passed over, or that is missing."""
    if action is Action.USE and not version:
        raise UsageError("Which version?", hint="mlship models list names them.")
    if action is not Action.USE and version:
        raise UsageError(
            f"`{action.value}` takes no version, and {version} came.",
            hint="The project's folder is named with --project.",
        )
