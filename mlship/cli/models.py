"""`mlship models`: the versions of a project's model, and which one answers."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Asked:
    """Asked = what to do, with which version ("" unless one is to be used), of which project."""

    action: Action
    version: str
    folder: Path = Path()


def models(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DIR | list | use VERSION | rollback",
            help="The project's folder, first or last, and what to do: list, if nothing is said.",
        ),
    ] = None,
    folder: Annotated[Path | None, typer.Option("--project", help="The project's folder.")] = None,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """List the versions of a project's model, or use another one."""
    from mlship.running import open_project
    from mlship.serving import change_version

    asked = _read(words or [], folder)
    done = change_version(open_project(asked.folder, python), asked.action.value, asked.version)
    if done.code:
        raise EnvironmentLacks(
            done.err.strip(),
            hint=f"mlship models {shlex.quote(str(asked.folder))} lists what there is.",
            location=str(asked.folder / "artifacts"),
        )
    versions = json.loads(done.out)["versions"]
    console = Console(as_json=as_json)
    rows = [["*" if v["current"] else "", v["name"], v["trained"]] for v in versions]
    console.table("Versions", ["in use", "version", "trained"], rows)
    if not versions:
        console.say(f"There is no version yet: mlship run {asked.folder}")
    console.answer({"exit_code": 0, "versions": versions})
    return 0


def _read(words: Sequence[str], folder: Path | None) -> Asked:
    """Tell folder, action and version apart."""
    left = list(words)
    folders = [] if folder is None else [folder]
    if left and left[0] not in set(Action):
        folders.append(_require_folder(left.pop(0)))
    action = _read_action(left.pop(0)) if left else Action.LIST
    if action is Action.USE and not left:
        raise UsageError("Which version?", hint="mlship models DIR names them.")
    version = left.pop(0) if action is Action.USE else ""
    folders += [_require_folder(word) for word in left]
    if len(folders) > 1:
        raise UsageError(
            f"One project at a time: {folders[0]} and {folders[1]} came.",
            hint="mlship models DIR use VERSION",
        )
    return Asked(action, version, *folders)


def _read_action(word: str) -> Action:
    if word in set(Action):
        return Action(word)
    raise UsageError(
        f"{word} is none of {', '.join(Action)}.",
        hint="mlship models DIR lists the versions of a project.",
    )


def _require_folder(word: str) -> Path:
    if Path(word).is_dir():
        return Path(word)
    raise UsageError(
        f"{word} is neither a folder nor one of {', '.join(Action)}.",
        hint="mlship models DIR lists the versions of a project.",
    )
